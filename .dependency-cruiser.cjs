// Data flows one way: each folder may import only the folders named here, and only through their door.
const mayImport = {
  connectors: [],
  store: [],
  fusion: [],
  schema: [],
  ingest: ['connectors', 'store', 'fusion'],
  audiences: ['connectors', 'store'],
  config: ['connectors', 'ingest', 'audiences'],
  profiles: ['fusion', 'store'],
  segments: ['fusion', 'store', 'profiles'],
  explain: ['fusion', 'store', 'segments', 'profiles'],
  resolvers: [
    'audiences',
    'privacy',
    'schema',
    'store',
    'ingest',
    'profiles',
    'segments',
    'explain',
    'fusion',
  ],
  privacy: ['fusion', 'store'],
  demo: [],
};
const houses = Object.keys(mayImport);
const everyone = [...houses, 'server', 'cli', 'evaluation', 'bench', 'examples', 'tests'];

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-orphan-dependency',
      comment: 'What is imported must be declared in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown'], couldNotResolve: true },
    },
    ...houses.map((house) => ({
      name: `${house}-imports-only-what-flows-into-it`,
      severity: 'error',
      from: { path: `^${house}/` },
      to: {
        path: `^(${everyone.filter((other) => other !== house && !mayImport[house].includes(other)).join('|')})/`,
      },
    })),
    ...houses.map((house) => ({
      name: `${house}-is-entered-by-its-door`,
      comment:
        'Only index.ts may be imported from outside a folder; tests and benchmarks may look inside.',
      severity: 'error',
      from: { path: '^[a-z]+/', pathNot: `^(${house}|tests|bench|evaluation)/` },
      to: { path: `^${house}/`, pathNot: `^${house}/index\\.ts$` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(node_modules|\\.portrait|\\.services|console)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.cjs'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
