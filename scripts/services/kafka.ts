import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Admin } from '@platformatic/kafka';
import { freePort, run, runningPid, startDetached, stopPid, waitForPort } from './process.ts';
import type { Service } from './service.ts';
import { settingsOf } from './settings.ts';

const VERSION = '4.3.1';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>portrait</groupId><artifactId>kafka-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** One node that is broker and controller, with short waits: it holds test data only. */
function configuration(folder: string, port: number, controllerPort: number): string {
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    `log.dirs=${join(folder, 'data')}`,
    'auto.create.topics.enable=false',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'transaction.state.log.num.partitions=4',
    'group.initial.rebalance.delay.ms=0',
    // The tests take a member for lost after a second.
    'group.min.session.timeout.ms=1000',
    '',
  ].join('\n');
}

/** Apache Kafka 4.3 without ZooKeeper (KRaft) from Maven's packages; needs Java 17 or newer and Maven. */
export const kafkaService: Service = {
  name: 'kafka',

  async start(folder) {
    const { port } = await settingsOf(folder, 9092);
    const pidFile = join(folder, 'pid');
    const log = join(folder, 'kafka.log');
    if (runningPid(pidFile) === null) {
      await fetchJars(folder);
      await format(folder, port);
      const program = ['-cp', join(folder, 'lib', '*'), 'kafka.Kafka'];
      startDetached('java', ['-Xms128m', '-Xmx512m', ...program, propertiesOf(folder)], {
        log,
        pidFile,
      });
    }
    await waitForPort(port, log);
    const brokers = `127.0.0.1:${port}`;
    const admin = new Admin({ clientId: 'portrait-services', bootstrapBrokers: [brokers] });
    try {
      await admin.listTopics();
    } finally {
      await admin.close();
    }
    return { KAFKA_BROKERS: brokers };
  },

  stop: (folder) => stopPid(join(folder, 'pid')),
};

const propertiesOf = (folder: string) => join(folder, 'server.properties');

async function fetchJars(folder: string): Promise<void> {
  if (existsSync(join(folder, 'lib', `kafka_2.13-${VERSION}.jar`))) return;
  writeFileSync(join(folder, 'pom.xml'), POM);
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib'];
  await run('mvn', ['-B', '-ntp', '-q', ...goal], { cwd: folder });
}

async function format(folder: string, port: number): Promise<void> {
  if (existsSync(join(folder, 'data', 'meta.properties'))) return;
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(propertiesOf(folder), configuration(folder, port, await freePort(port + 1)));
  const tool = ['-cp', join(folder, 'lib', '*'), 'kafka.tools.StorageTool'];
  const id = (await run('java', [...tool, 'random-uuid'])).trim().split('\n').at(-1)!;
  await run('java', [...tool, 'format', '-t', id, '-c', propertiesOf(folder)]);
}
