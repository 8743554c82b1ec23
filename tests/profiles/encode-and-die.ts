import { ModelRegistry, SideModels } from '../../profiles/index.ts';
import { openStore } from '../../store/index.ts';
import { END, modalities } from './fixture.ts';

// Makes the profiles of the shadow in a folder's store, and is killed as it writes the page of that
// number: inside its transaction, or right after.
const [folder = '', page = '1', place = 'inside'] = process.argv.slice(2);
const clock = () => END;
const store = await openStore({ folder, clock });
let pages = 0;
const die = (): void => {
  pages += 1;
  if (pages === Number(page)) process.kill(process.pid, 'SIGKILL');
};
const side = new SideModels({
  ...{ store, models: new ModelRegistry(store, modalities), clock, share: null },
  hooks: () => ({ onProfiles: async () => (place === 'inside' ? die() : undefined) }),
  prepare: async () => undefined,
  onError: (error) => console.error(error),
});
while (await side.step()) if (place === 'after') die();
await store.close();
