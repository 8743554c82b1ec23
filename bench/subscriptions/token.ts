/** What subscribers of the benchmark show. */
export const TOKEN = 'token-of-a-benchmark';
