import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

const USER = 'portrait';

/** Where clients come in without and with a password, and where the controller does. */
interface Ports {
  readonly port: number;
  readonly saslPort: number;
  readonly tlsPort: number;
  readonly controllerPort: number;
}

const open = ({ port, saslPort, tlsPort }: Ports) =>
  `PLAINTEXT://127.0.0.1:${port},SASL_PLAINTEXT://127.0.0.1:${saslPort},SASL_SSL://127.0.0.1:${tlsPort}`;

/** One node that is broker and controller, with short waits: it holds test data only. */
function configuration(folder: string, ports: Ports, password: string): string {
  const { controllerPort } = ports;
  const login = (kind: string) => `org.apache.kafka.common.security.${kind}LoginModule required`;
  const logins = ['sasl_plaintext', 'sasl_ssl'].flatMap((listener) => [
    `listener.name.${listener}.plain.sasl.jaas.config=${login('plain.Plain')} user_${USER}="${password}";`,
    `listener.name.${listener}.scram-sha-512.sasl.jaas.config=${login('scram.Scram')};`,
  ]);
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    `listeners=${open(ports)},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=${open(ports)}`,
    'inter.broker.listener.name=PLAINTEXT',
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL',
    'sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512',
    ...logins,
    'ssl.keystore.type=PKCS12',
    `ssl.keystore.location=${join(folder, 'server.p12')}`,
    `ssl.keystore.password=${password}`,
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
    const { port, password } = await settingsOf(folder, 9092);
    const pidFile = join(folder, 'pid');
    const log = join(folder, 'kafka.log');
    if (runningPid(pidFile) === null) {
      await fetchJars(folder);
      await format(folder, port, password);
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
    const properties = readFileSync(propertiesOf(folder), 'utf8');
    const [, sasl] = /SASL_PLAINTEXT:\/\/([^,\s]+)/.exec(properties)!;
    const [, tls] = /SASL_SSL:\/\/([^,\s]+)/.exec(properties) ?? [];
    return {
      KAFKA_BROKERS: brokers,
      KAFKA_SASL_BROKERS: sasl!,
      // A broker that was set up by an earlier version has no such listener.
      ...(tls !== undefined && {
        KAFKA_TLS_BROKERS: tls,
        KAFKA_TLS_CA: certificateOf(folder),
      }),
      KAFKA_USER: USER,
      KAFKA_PASSWORD: password,
    };
  },

  stop: (folder) => stopPid(join(folder, 'pid')),
};

const propertiesOf = (folder: string) => join(folder, 'server.properties');
const certificateOf = (folder: string) => join(folder, 'certificate.pem');

/** A certificate for this broker alone, which signs itself. */
async function certify(folder: string, password: string): Promise<void> {
  const store = [
    '-alias',
    'broker',
    '-keystore',
    join(folder, 'server.p12'),
    '-storepass',
    password,
  ];
  const name = ['-dname', 'CN=127.0.0.1', '-ext', 'SAN=ip:127.0.0.1'];
  const key = ['-keyalg', 'RSA', '-keysize', '2048', '-validity', '3650', '-storetype', 'PKCS12'];
  await run('keytool', ['-genkeypair', ...store, ...name, ...key]);
  await run('keytool', ['-exportcert', '-rfc', ...store, '-file', certificateOf(folder)]);
}

async function fetchJars(folder: string): Promise<void> {
  if (existsSync(join(folder, 'lib', `kafka_2.13-${VERSION}.jar`))) return;
  writeFileSync(join(folder, 'pom.xml'), POM);
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib'];
  await run('mvn', ['-B', '-ntp', '-q', ...goal], { cwd: folder });
}

async function format(folder: string, port: number, password: string): Promise<void> {
  if (existsSync(join(folder, 'data', 'meta.properties'))) return;
  mkdirSync(join(folder, 'data'), { recursive: true });
  const saslPort = await freePort(port + 1);
  const tlsPort = await freePort(saslPort + 1);
  const controllerPort = await freePort(tlsPort + 1);
  await certify(folder, password);
  const text = configuration(folder, { port, saslPort, tlsPort, controllerPort }, password);
  writeFileSync(propertiesOf(folder), text, { mode: 0o600 });
  const tool = ['-cp', join(folder, 'lib', '*'), 'kafka.tools.StorageTool'];
  const id = (await run('java', [...tool, 'random-uuid'])).trim().split('\n').at(-1)!;
  const user = `SCRAM-SHA-512=[name=${USER},password=${password}]`;
  const where = ['-t', id, '-c', propertiesOf(folder), '--add-scram', user];
  await run('java', [...tool, 'format', ...where]);
}
