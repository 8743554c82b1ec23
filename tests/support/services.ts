/** Where a real Neo4j answers. */
export interface Neo4jFacts {
  readonly uri: string;
  readonly user: string;
  readonly password: string;
}

/** Where a real PostgreSQL answers. */
export interface PostgresFacts {
  readonly url: string;
}

/** Where a real S3-compatible store answers, and who may read there. */
export interface S3Facts {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Where a program lies that a connector runs. */
export interface ProgramFacts {
  readonly program: string;
}

/** Where a real Kafka answers. */
export interface KafkaFacts {
  readonly brokers: string;
}

/** Where the same Kafka wants a user. */
export interface KafkaSaslFacts extends KafkaFacts {
  readonly user: string;
  readonly password: string;
}

/** Where it wants a user over TLS, and the certificate by which it is known. */
export interface KafkaTlsFacts extends KafkaSaslFacts {
  readonly ca: string;
}

/** A server to test against, or why there is none: `skip` goes to `describe` as it is. */
export type Available<Facts> =
  | { readonly skip: string; readonly facts: null }
  | { readonly skip: false; readonly facts: Facts };

/** The variable that names each program, as `npm run services` prints it. */
const PROGRAMS = { 'tap-postgres': 'TAP_POSTGRES', 'airbyte-faker': 'AIRBYTE_SOURCE_FAKER' };

/** A real program out of the environment. @throws {Error} where it is absent and must be there */
export function requireProgram(name: keyof typeof PROGRAMS): Available<ProgramFacts> {
  const program = process.env[PROGRAMS[name]];
  return program ? { skip: false, facts: { program } } : absent(name, PROGRAMS[name]);
}

/**
 * The facts of a real server out of the environment, as `npm run services` prints them.
 * @throws {Error} where it is absent although PORTRAIT_REQUIRE_SERVICES=1 says that it must be there
 */
export function requireService(name: 'neo4j'): Available<Neo4jFacts>;
export function requireService(name: 'postgres'): Available<PostgresFacts>;
export function requireService(name: 'kafka'): Available<KafkaFacts>;
export function requireService(name: 'kafka-sasl'): Available<KafkaSaslFacts>;
export function requireService(
  name: 'neo4j' | 'postgres' | 'kafka' | 'kafka-sasl',
): Available<Neo4jFacts | PostgresFacts | KafkaFacts | KafkaSaslFacts> {
  const { NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD, DATABASE_URL } = process.env;
  if (name === 'kafka-sasl') return kafkaSasl();
  if (name === 'kafka') {
    const brokers = process.env.KAFKA_BROKERS;
    return brokers ? { skip: false, facts: { brokers } } : absent(name, 'KAFKA_BROKERS');
  }
  if (name === 'postgres') {
    return DATABASE_URL
      ? { skip: false, facts: { url: DATABASE_URL } }
      : absent(name, 'DATABASE_URL');
  }
  if (!NEO4J_URI || !NEO4J_PASSWORD) return absent(name, 'NEO4J_URI and NEO4J_PASSWORD');
  const facts = { uri: NEO4J_URI, user: NEO4J_USER || 'neo4j', password: NEO4J_PASSWORD };
  return { skip: false, facts };
}

/** A real S3-compatible store. @throws {Error} where it is absent and must be there */
export function requireS3(): Available<S3Facts> {
  const { S3_ENDPOINT, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY } = process.env;
  if (!S3_ENDPOINT || !S3_ACCESS_KEY_ID || !S3_SECRET_ACCESS_KEY) {
    return absent('s3', 'S3_ENDPOINT, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
  }
  const facts = {
    endpoint: S3_ENDPOINT,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: S3_SECRET_ACCESS_KEY,
  };
  return { skip: false, facts };
}

function kafkaSasl(): Available<KafkaSaslFacts> {
  const { KAFKA_SASL_BROKERS: brokers, KAFKA_USER: user, KAFKA_PASSWORD: password } = process.env;
  if (brokers && user && password) return { skip: false, facts: { brokers, user, password } };
  return absent('kafka', 'KAFKA_SASL_BROKERS, KAFKA_USER and KAFKA_PASSWORD');
}

/** The broker's listener with TLS; one that an earlier version has set up goes without. */
export function requireKafkaTls(): Available<KafkaTlsFacts> {
  const { KAFKA_TLS_BROKERS: brokers, KAFKA_TLS_CA: ca, KAFKA_BROKERS } = process.env;
  const sasl = kafkaSasl();
  if (sasl.facts === null) return sasl;
  if (brokers && ca) return { skip: false, facts: { ...sasl.facts, brokers, ca } };
  if (!KAFKA_BROKERS) return absent('kafka', 'KAFKA_TLS_BROKERS and KAFKA_TLS_CA');
  const skip = 'this Kafka was set up without TLS: remove its folder and start it anew';
  return { skip, facts: null };
}

function absent(name: string, variables: string): { skip: string; facts: null } {
  if (process.env.PORTRAIT_REQUIRE_SERVICES === '1') {
    throw new Error(`PORTRAIT_REQUIRE_SERVICES=1, but ${variables} is not set.`);
  }
  return { skip: `set ${variables} (npm run services -- ${name} starts one)`, facts: null };
}
