/** Sources as a shop might declare them; they stand commented out in what `portrait init` writes. */
export const EXAMPLE_SOURCES = `sources:
  # Files: CSV, JSON lines or Parquet, zipped or not, one or many.
  - id: clicks
    connector: files
    config:
      streams:
        - { name: clicks, path: 'data/clicks/*.jsonl.gz', key: [id] }
    streams:
      - name: clicks
        map:
          event:
            modality: browsing
            type: view
            at: time
            user: { customer: customer_id, anonymous: anonymous_id }
            item: sku

  # A PostgreSQL table, read again from where it was left.
  - id: orders
    connector: postgres
    config:
      url: \${SHOP_DATABASE_URL}
      streams:
        - { name: orders, table: order_lines, key: [order_id, line], cursor: updated_at }
    streams:
      - name: orders
        map:
          event:
            modality: transactions
            type: purchase
            at: ordered_at
            timezone: Europe/Berlin
            user: { customer: customer_id }
            item: sku
            value: { field: amount, as: money }

  # A friend graph in Neo4j.
  - id: friends
    connector: neo4j
    config:
      uri: neo4j://localhost:7687
      user: neo4j
      password: \${NEO4J_PASSWORD}
      streams:
        - kind: relationships
          name: friends
          type: FRIEND
          start: { label: Person, key: id }
          end: { label: Person, key: id }
          updatedAt: updatedAt
    streams:
      - name: friends
        map:
          edge:
            type: friend
            at: since
            user: { customer: start }
            other: { customer: end }
`;

/** Segments, likewise. */
export const EXAMPLE_SEGMENTS = `segments:
  - id: regular-buyers
    name: Regular buyers
    description: Bought at least three times in the last 90 days.
    rule: |
      count transactions.purchase within 90d >= 3
`;

const HEAD = `# What Portrait knows of your shop. Every line that starts with "# " and looks like a setting is an
# example: take the "# " away and change it. \`portrait doctor\` says what is wrong and how to mend it.

# Where everything is kept. Without a setting it is an embedded database in the folder .portrait;
# with \`url\` it is PostgreSQL 15 or newer with pgvector.
# store:
#   url: \${DATABASE_URL}

# Where GraphQL is served.
# server:
#   port: 4000
#   token: \${PORTRAIT_TOKEN}

# Where events come from: one entry for each source. \`portrait source check\` tries them,
# \`portrait source discover\` lists what they have. Four modalities are known: browsing, social,
# location and transactions. Secrets stand in the environment, or in a file .env beside this one.
sources: []
`;

export function initialConfiguration(): string {
  const segments = '# Rule segments that are always there.';
  return [HEAD, commented(EXAMPLE_SOURCES), segments, commented(EXAMPLE_SEGMENTS)].join('\n');
}

export function environmentExample(): string {
  return `# Copy to .env, which must not be committed, and fill in what your portrait.yaml names.
# DATABASE_URL=postgres://portrait:password@localhost:5432/portrait
# PORTRAIT_TOKEN=at-least-sixteen-characters
# SHOP_DATABASE_URL=postgres://reader:password@shop-database:5432/shop
# NEO4J_PASSWORD=
`;
}

function commented(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '# ');
}
