import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runningPid, startDetached, stopPid, waitForPort } from './process.ts';
import type { Service } from './service.ts';
import { settingsOf } from './settings.ts';

const VERSION = '2.6.0';
/**
 * A word that nothing else is called by: what is printed is searched for it, as for a secret, and an error's stack
 * names the folder that the project was cloned into.
 */
const IDENTITY = 'KEYOFTHETESTBUCKET';

const LOGGING = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %level %logger{0} %msg%n</pattern></encoder>
  </appender>
  <root level="warn"><appender-ref ref="out" /></root>
</configuration>
`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>portrait</groupId><artifactId>s3-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.gaul</groupId><artifactId>s3proxy</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** S3Proxy, an S3-compatible store that checks signatures, from Maven's packages; needs Java and Maven. */
export const s3Service: Service = {
  name: 's3',

  async start(folder) {
    const { port, password } = await settingsOf(folder, 9000);
    const pidFile = join(folder, 'pid');
    const log = join(folder, 's3.log');
    const endpoint = `http://127.0.0.1:${port}`;
    if (runningPid(pidFile) === null) {
      await fetchJars(folder);
      const data = join(folder, 'data');
      mkdirSync(data, { recursive: true });
      const properties = join(folder, 's3proxy.conf');
      const settings = [
        `s3proxy.endpoint=${endpoint}`,
        's3proxy.authorization=aws-v2-or-v4',
        `s3proxy.identity=${IDENTITY}`,
        `s3proxy.credential=${password}`,
        'jclouds.provider=filesystem-nio2',
        'jclouds.identity=unused',
        'jclouds.credential=unused',
        `jclouds.filesystem.basedir=${data}`,
      ];
      writeFileSync(properties, `${settings.join('\n')}\n`, { mode: 0o600 });
      const logging = join(folder, 'logback.xml');
      writeFileSync(logging, LOGGING);
      const program = [
        `-Dlogback.configurationFile=${logging}`,
        '-cp',
        join(folder, 'lib', '*'),
        'org.gaul.s3proxy.Main',
      ];
      // Keys become names of files: without a locale, Java knows no letters but ASCII's in those.
      const env = { ...process.env, LC_ALL: 'C.UTF-8' };
      startDetached('java', ['-Xms32m', '-Xmx192m', ...program, '--properties', properties], {
        ...{ log, pidFile, env },
      });
    }
    await waitForPort(port, log);
    return {
      S3_ENDPOINT: endpoint,
      S3_ACCESS_KEY_ID: IDENTITY,
      S3_SECRET_ACCESS_KEY: password,
    };
  },

  stop: (folder) => stopPid(join(folder, 'pid')),
};

async function fetchJars(folder: string): Promise<void> {
  if (existsSync(join(folder, 'lib', `s3proxy-${VERSION}.jar`))) return;
  writeFileSync(join(folder, 'pom.xml'), POM);
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib'];
  await run('mvn', ['-B', '-ntp', '-q', ...goal], { cwd: folder });
}
