// node driver.mjs RIVAL CONNECTION URL AT_ONCE: for each line "SECONDS" of its input, callers enqueue webhooks of 1 KiB for so
// long, AT_ONCE in each call; a line "= JSON" follows when all of them are delivered.
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';

const callers = 64, mostOutstanding = 512;
const [rivalName, connection, url, atOnceText] = process.argv.slice(2);
const atOnce = Number(atOnceText);
const agent = new Agent({ connections: 64, pipelining: 1 });
const secret = randomBytes(32);
const body = JSON.stringify({ type: 'payment.completed', data: { amount: 4200, currency: 'EUR', note: 'x'.repeat(946) } });

let outstanding = 0, delivered = 0, failures = 0, waiting = [];

async function deliver(webhook) {
  const timestamp = Math.floor(Date.now() / 1000).toString();
  const signature = createHmac('sha256', secret).update(`${webhook.id}.${timestamp}.${webhook.body}`).digest('base64');
  const response = await request(url, {
    method: 'POST', body: webhook.body, dispatcher: agent, headersTimeout: 15000, bodyTimeout: 15000,
    headers: { 'content-type': 'application/json', 'webhook-id': webhook.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
  });
  await response.body.dump();
  if (response.statusCode >= 300) { failures++; throw new Error(`status ${response.statusCode}`); }
}

function settled(count = 1) {
  delivered += count;
  outstanding -= count;
  waiting.splice(0, count).forEach(resume => resume());
}

const { default: rival } = await import(`./${rivalName}.mjs`);
const enqueue = await rival({ connection, deliver, settled, atOnce });

async function call(deadline, latencies) {
  while (true) {
    while (outstanding + atOnce > mostOutstanding * Math.max(1, atOnce / 8)) await new Promise(resume => waiting.push(resume));
    const started = performance.now();
    if (started >= deadline) return;
    outstanding += atOnce;
    const webhooks = Array.from({ length: atOnce }, () => ({ id: randomUUID(), body }));
    await enqueue(webhooks);
    latencies.push(performance.now() - started);
  }
}

async function measure(seconds) {
  delivered = 0;
  const latencies = [], started = performance.now(), cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: callers }, () => call(started + 1000 * seconds, latencies)));
  while (outstanding > 0) await new Promise(resume => setTimeout(resume, 1));
  const elapsed = (performance.now() - started) / 1000, used = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const at = share => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    deliveries: delivered, failures, perSecond: delivered / elapsed, p50Milliseconds: at(0.5), p99Milliseconds: at(0.99),
    cpuMicroseconds: (used.user + used.system) / Math.max(1, delivered),
  };
}

console.log('= ready');
for await (const line of createInterface({ input: process.stdin })) console.log(`= ${JSON.stringify(await measure(Number(line)))}`);
process.exit(0);
