import { Queue, Worker } from 'bullmq';

const opts = { removeOnComplete: true, removeOnFail: true };

export default async function ({ connection, deliver, settled, atOnce }) {
  const options = { connection: { url: connection, maxRetriesPerRequest: null } };
  const queue = new Queue('webhooks', options);
  const worker = new Worker('webhooks', job => deliver(job.data), { ...options, concurrency: 64 });
  worker.on('completed', () => settled());
  worker.on('error', error => console.error(error));
  await worker.waitUntilReady();
  return atOnce > 1
    ? webhooks => queue.addBulk(webhooks.map(data => ({ name: 'webhook', data, opts })))
    : ([webhook]) => queue.add('webhook', webhook, opts);
}
