// Signs and verifies with the libraries that receivers use. One JSON question a line on stdin, one JSON answer a line on stdout:
//   {"library":"svix","action":"sign","secret":…,"id":…,"timestamp":…,"body":…}  ->  {"headers":{…}}
//   {"library":"svix","action":"verify","secret":…,"headers":{…},"body":…}       ->  {"valid":true} or {"valid":false,"error":…}
import { createInterface } from "node:readline";
import * as octokit from "@octokit/webhooks-methods";
import * as standard from "standardwebhooks";
import Stripe from "stripe";
import * as svix from "svix";

const standardLike = (library, prefix) => ({
  sign: ({ secret, id, timestamp, body }) => ({
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: `${timestamp}`,
    [`${prefix}-signature`]: new library.Webhook(secret).sign(id, new Date(timestamp * 1000), body),
  }),
  verify: ({ secret, headers, body }) => {
    new library.Webhook(secret).verify(body, headers);
    return true;
  },
});

const libraries = {
  standardwebhooks: standardLike(standard, "webhook"),
  svix: standardLike(svix, "svix"),
  stripe: {
    sign: ({ secret, timestamp, body }) => ({
      "Stripe-Signature": Stripe.webhooks.generateTestHeaderString({ payload: body, secret, timestamp }),
    }),
    verify: ({ secret, headers, body }) => {
      Stripe.webhooks.constructEvent(body, headers["Stripe-Signature"], secret);
      return true;
    },
  },
  "@octokit/webhooks-methods": {
    sign: async ({ secret, body }) => ({ "X-Hub-Signature-256": await octokit.sign(secret, body) }),
    verify: ({ secret, headers, body }) => octokit.verify(secret, body, headers["X-Hub-Signature-256"]),
  },
};

async function answer(question) {
  const library = libraries[question.library];
  if (question.action === "sign") return { headers: await library.sign(question) };
  try {
    return { valid: await library.verify(question) };
  } catch (error) {
    return { valid: false, error: `${error}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
