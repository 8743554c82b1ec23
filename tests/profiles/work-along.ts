import { ModelRegistry, Updater } from '../../profiles/index.ts';
import { openStore } from '../../store/index.ts';
import { END, modalities } from './fixture.ts';

// Keeps the profiles of a server's schema current, beside other processes, until it is killed.
const [url = '', schema = ''] = process.argv.slice(2);
const clock = () => END;
const store = await openStore({ url, schema, clock });
const onError = (error: unknown) => console.error(error);
new Updater(store, new ModelRegistry(store, modalities), {}, { clock, batch: 5, onError }).start();
setInterval(() => undefined, 60_000);
