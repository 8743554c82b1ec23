import { readMovieRatings } from '../../datasets/movie-ratings.ts';
import { demoShop, filmShop, type Shop } from '../../shops.ts';
import type { SuiteOptions } from '../../suite.ts';
import { cityOf, type Region } from '../transfer/shops.ts';
import { readYelp, yelpHistory } from '../yelp/dataset.ts';
import { yelpModalities } from '../yelp/training.ts';

const CHARLOTTE: Region = { south: 34.5, north: 36, west: -81.5, east: -80 };

/** The shops that items are hidden from. */
export const SHOPS: Readonly<Record<string, (options: SuiteOptions) => Promise<Shop>>> = {
  demo: demoShop,
  films: async ({ dataFolder }) => filmShop(await readMovieRatings(dataFolder)),
  charlotte: async ({ dataFolder, seeds = [1] }) => {
    const city = cityOf(await readYelp(seeds[0], dataFolder), CHARLOTTE);
    const byId = new Map(city.items.map((item) => [item.id, item]));
    const users = city.users.map((user) =>
      yelpHistory({ ...user, tune: [...user.tune, ...user.test] }, byId),
    );
    return { users, items: city.items, modalities: yelpModalities() };
  },
};
