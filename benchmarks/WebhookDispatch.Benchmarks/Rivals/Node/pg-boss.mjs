import PgBoss from 'pg-boss';

export default async function ({ connection, deliver, settled, atOnce }) {
  const boss = new PgBoss({ connectionString: connection, max: 20 });
  boss.on('error', error => console.error(error));
  await boss.start();
  await boss.createQueue('webhooks');
  const work = async jobs => {
    await Promise.all(jobs.map(job => deliver(job.data)));
    settled(jobs.length);
  };
  const batchSize = atOnce > 1 ? 1000 : 512;
  for (let i = 0; i < 4; i++) await boss.work('webhooks', { batchSize, pollingIntervalSeconds: 0.5 }, work);
  return atOnce > 1
    ? webhooks => boss.insert('webhooks', webhooks.map(data => ({ data })))
    : ([webhook]) => boss.send('webhooks', webhook);
}
