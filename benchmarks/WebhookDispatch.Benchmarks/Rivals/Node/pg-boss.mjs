import PgBoss from 'pg-boss';

export default async function ({ connection, deliver, settled }) {
  const boss = new PgBoss({ connectionString: connection, max: 20 });
  boss.on('error', error => console.error(error));
  await boss.start();
  await boss.createQueue('webhooks');
  const work = async jobs => {
    await Promise.all(jobs.map(job => deliver(job.data)));
    settled(jobs.length);
  };
  for (let i = 0; i < 4; i++) await boss.work('webhooks', { batchSize: 512, pollingIntervalSeconds: 0.5 }, work);
  return { enqueue: ([webhook]) => boss.send('webhooks', webhook) };
}
