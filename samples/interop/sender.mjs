// Sends a webhook signed by Standard Webhooks, with nothing but Node.
//   node sender.mjs http://127.0.0.1:5005/webhooks whsec_... invoice.paid '{"amount":4200}'
import { createHmac, randomUUID } from "node:crypto";

const [url, secret, type, data] = process.argv.slice(2);
const id = `evt_${randomUUID().replaceAll("-", "")}`;
const now = Math.floor(Date.now() / 1000);
const body = JSON.stringify({ id, type, timestamp: now, data: JSON.parse(data) });
const key = Buffer.from(secret.replace("whsec_", ""), "base64");
const response = await fetch(url, {
  method: "POST",
  body,
  headers: {
    "Content-Type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": `${now}`,
    "webhook-signature": "v1," + createHmac("sha256", key).update(`${id}.${now}.${body}`).digest("base64"),
  },
  redirect: "manual",
  signal: AbortSignal.timeout(15_000),
});
console.log(id, response.status);
process.exitCode = response.ok ? 0 : 1;
