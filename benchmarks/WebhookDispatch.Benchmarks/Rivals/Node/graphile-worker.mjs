import { Logger, makeWorkerUtils, run } from 'graphile-worker';

export default async function ({ connection, deliver, settled }) {
  const options = { connectionString: connection, maxPoolSize: 70, logger: new Logger(() => () => {}) };
  const utils = await makeWorkerUtils(options);
  await utils.migrate();
  const runner = await run({
    ...options, concurrency: 64, pollInterval: 1000, noHandleSignals: true,
    taskList: { webhook: payload => deliver(payload) },
  });
  runner.events.on('job:success', () => settled());
  return { enqueue: ([webhook]) => utils.addJob('webhook', webhook) };
}
