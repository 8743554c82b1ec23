import { ModelRegistry, SideModels, Updater } from '../../profiles/index.ts';
import { openStore } from '../../store/index.ts';
import { END, modalities } from './fixture.ts';

// Keeps the profiles of a server's schema current, of the model that serves and of those beside it, with
// other processes, until it is killed. After so many pages of the latter it is stuck inside a transaction.
const [url = '', schema = '', pages = 'Infinity'] = process.argv.slice(2);
let made = 0;
const page = async (): Promise<void> => {
  made += 1;
  if (made > Number(pages)) await new Promise(() => undefined);
};
const clock = () => END;
const store = await openStore({ url, schema, clock });
const onError = (error: unknown) => console.error(error);
const models = new ModelRegistry(store, modalities);
const updater: Updater = new Updater(
  store,
  models,
  {},
  { clock, batch: 5, onError, beside: () => side.step() },
);
const side: SideModels = new SideModels({
  ...{ store, models, clock, share: updater.share, onError },
  hooks: () => ({ onProfiles: page }),
  prepare: async () => undefined,
});
updater.start();
setInterval(() => undefined, 60_000);
