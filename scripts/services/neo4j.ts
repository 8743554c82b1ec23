import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import neo4j from 'neo4j-driver';
import { run, runningPid, startDetached, stopPid, waitForPort } from './process.ts';
import type { Service } from './service.ts';
import { settingsOf } from './settings.ts';

const VERSION = '5.26.30';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>portrait</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>${VERSION}</version></dependency>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** Small memory and small logs: this server holds test data, not a company's graph. */
function configuration(port: number): string {
  return [
    'server.default_listen_address=127.0.0.1',
    'server.bolt.enabled=true',
    `server.bolt.listen_address=127.0.0.1:${port}`,
    'server.http.enabled=false',
    'server.https.enabled=false',
    'dbms.security.auth_enabled=true',
    'server.memory.pagecache.size=128m',
    'dbms.usage_report.enabled=false',
    'db.tx_log.preallocate=false',
    'db.tx_log.rotation.size=16m',
    '',
  ].join('\n');
}

const OPENED = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent'].flatMap((name) => [
  '--add-opens',
  `java.base/${name}=ALL-UNNAMED`,
]);

/** Neo4j Community 5.26 (LTS) from Maven's packages; needs Java 17 or newer and Maven. */
export const neo4jService: Service = {
  name: 'neo4j',

  async start(folder) {
    const settings = await settingsOf(folder, 7687);
    const home = join(folder, 'home');
    const environment = {
      NEO4J_URI: `bolt://127.0.0.1:${settings.port}`,
      NEO4J_USER: 'neo4j',
      NEO4J_PASSWORD: settings.password,
    };
    const pidFile = join(folder, 'pid');
    if (runningPid(pidFile) === null) {
      await fetchJars(folder);
      await configure(folder, home, settings.port, settings.password);
      const java = ['-Xms256m', '-Xmx768m', '-XX:MaxDirectMemorySize=192m', '-XX:+UseG1GC'];
      startDetached(
        'java',
        [
          ...java,
          ...OPENED,
          '-Dio.netty.tryReflectionSetAccessible=true',
          '-Dlog4j2.disable.jmx=true',
          '-cp',
          join(folder, 'lib', '*'),
          'org.neo4j.server.CommunityEntryPoint',
          `--home-dir=${home}`,
          `--config-dir=${join(home, 'conf')}`,
        ],
        { log: join(folder, 'neo4j.log'), pidFile },
      );
    }
    await waitForPort(settings.port, join(folder, 'neo4j.log'));
    const driver = neo4j.driver(
      environment.NEO4J_URI,
      neo4j.auth.basic(environment.NEO4J_USER, settings.password),
    );
    try {
      await driver.verifyConnectivity();
    } finally {
      await driver.close();
    }
    return environment;
  },

  stop: (folder) => stopPid(join(folder, 'pid')),
};

async function fetchJars(folder: string): Promise<void> {
  if (existsSync(join(folder, 'lib', `neo4j-${VERSION}.jar`))) return;
  writeFileSync(join(folder, 'pom.xml'), POM);
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib'];
  await run('mvn', ['-B', '-ntp', '-q', ...goal], { cwd: folder });
}

async function configure(
  folder: string,
  home: string,
  port: number,
  password: string,
): Promise<void> {
  const conf = join(home, 'conf');
  if (existsSync(join(conf, 'neo4j.conf'))) return;
  mkdirSync(conf, { recursive: true });
  const admin = ['-cp', join(folder, 'lib', '*'), 'org.neo4j.server.startup.Neo4jAdminCommand'];
  await run('java', [...admin, 'dbms', 'set-initial-password', password], {
    env: { ...process.env, NEO4J_HOME: home, NEO4J_CONF: conf },
  });
  writeFileSync(join(conf, 'neo4j.conf'), configuration(port));
}
