// Receives webhooks signed by Standard Webhooks, with nothing but Node.
//   node receiver.mjs 5008 whsec_...
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const [port, secret] = process.argv.slice(2);
const key = Buffer.from(secret.replace("whsec_", ""), "base64");
const seen = new Set(); // a table with a unique key, in a real receiver

function verify(headers, body) {
  const { "webhook-id": id = "", "webhook-timestamp": sent = "", "webhook-signature": signatures = "" } = headers;
  const mac = createHmac("sha256", key).update(`${id}.${sent}.`).update(body).digest("base64");
  const expected = Buffer.from(`v1,${mac}`);
  const isSigned = signatures.split(" ").map((text) => Buffer.from(text))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
  if (!isSigned || Math.abs(Date.now() / 1000 - Number(sent)) > 300) return "refused";
  if (seen.has(id)) return "duplicate";
  seen.add(id);
  return "accepted";
}

const server = createServer((request, response) => {
  const pieces = []; // the bytes as received, before anything parses them
  let length = 0;
  request.on("data", (piece) => {
    length += piece.length;
    if (length <= 1024 * 1024) pieces.push(piece);
    else if (!response.headersSent) response.writeHead(413, { Connection: "close" }).end();
  });
  request.on("end", () => {
    if (response.headersSent) return;
    const verdict = verify(request.headers, Buffer.concat(pieces));
    console.log(request.headers["webhook-id"] ?? "-", verdict);
    response.writeHead(verdict === "refused" ? 401 : 200).end();
  });
});
server.listen(Number(port), "127.0.0.1", () => console.log(`listening on http://127.0.0.1:${server.address().port}/`));
