// npm run services -- [kafka] [neo4j] [postgres] [s3] [tap-postgres] [airbyte-faker] [--stop] [--folder .services] [--env FILE]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { kafkaService } from './kafka.ts';
import { neo4jService } from './neo4j.ts';
import { postgresService } from './postgres.ts';
import { pythonProgram } from './python-program.ts';
import { s3Service } from './s3.ts';

const services = [
  postgresService,
  neo4jService,
  kafkaService,
  s3Service,
  pythonProgram({
    name: 'tap-postgres',
    distribution: 'meltanolabs-tap-postgres',
    program: 'tap-postgres',
    variable: 'TAP_POSTGRES',
  }),
  pythonProgram({
    name: 'airbyte-faker',
    distribution: 'airbyte-source-faker',
    program: 'source-faker',
    variable: 'AIRBYTE_SOURCE_FAKER',
  }),
];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    stop: { type: 'boolean', default: false },
    folder: { type: 'string', default: '.services' },
    env: { type: 'string' },
  },
});
const known = services.map(({ name }) => name);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`No such service: ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(2);
}
const wanted = services.filter(({ name, onlyWhenNamed }) =>
  positionals.length === 0 ? onlyWhenNamed !== true : positionals.includes(name),
);
const environment: Record<string, string> = {};
try {
  for (const service of wanted) {
    const folder = resolve(values.folder, service.name);
    if (values.stop) {
      await service.stop(folder);
      console.error(`${service.name} is stopped.`);
    } else {
      console.error(
        `Starting ${service.name}; the first time it is fetched, which takes a minute.`,
      );
      Object.assign(environment, await service.start(folder));
    }
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const lines = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
for (const line of lines) console.log(`export ${line}`);
if (values.env !== undefined && lines.length > 0) {
  const file = resolve(values.env);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(join(file), `${lines.join('\n')}\n`, { mode: 0o600 });
}
