import { Queue, Worker } from 'bullmq';

export default async function ({ connection, deliver, settled }) {
  const options = { connection: { url: connection, maxRetriesPerRequest: null } };
  const queue = new Queue('webhooks', options);
  const worker = new Worker('webhooks', job => deliver(job.data), { ...options, concurrency: 64 });
  worker.on('completed', () => settled());
  worker.on('error', error => console.error(error));
  await worker.waitUntilReady();
  return { enqueue: ([webhook]) => queue.add('webhook', webhook, { removeOnComplete: true, removeOnFail: true }) };
}
