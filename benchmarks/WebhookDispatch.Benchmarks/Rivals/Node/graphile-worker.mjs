import { Logger, makeWorkerUtils, run } from 'graphile-worker';

const addJobs = `select count(*) from graphile_worker.add_jobs(array(
  select json_populate_recordset(null::graphile_worker.job_spec, $1::json)))`;

export default async function ({ connection, deliver, settled, atOnce }) {
  const options = { connectionString: connection, maxPoolSize: 70, logger: new Logger(() => () => {}) };
  const utils = await makeWorkerUtils(options);
  await utils.migrate();
  const runner = await run({
    ...options, concurrency: 64, pollInterval: 1000, noHandleSignals: true,
    taskList: { webhook: payload => deliver(payload) },
  });
  runner.events.on('job:success', () => settled());
  return atOnce > 1
    ? webhooks => {
      const specs = JSON.stringify(webhooks.map(payload => ({ identifier: 'webhook', payload })));
      return utils.withPgClient(client => client.query(addJobs, [specs]));
    }
    : ([webhook]) => utils.addJob('webhook', webhook);
}
