/** A tree of the catalogue; its leaves hold the items. */
export interface CategoryTree {
  readonly name: string;
  /** What an item of the middle costs. */
  readonly typicalPrice: number;
  /** Used up and bought again, every so many days; null where one lasts. */
  readonly rhythmDays: number | null;
  /** Leaf to the nouns that its items are named by. */
  readonly leaves: Readonly<Record<string, readonly string[]>>;
}

export const CATEGORY_TREES: readonly CategoryTree[] = [
  {
    name: 'Electronics',
    typicalPrice: 140,
    rhythmDays: null,
    leaves: {
      Headphones: ['headphones', 'earbuds', 'headset'],
      Phones: ['phone', 'phone case', 'power bank'],
      Computing: ['notebook stand', 'keyboard', 'monitor'],
      Wearables: ['smart watch', 'fitness band', 'watch strap'],
    },
  },
  {
    name: 'Office',
    typicalPrice: 38,
    rhythmDays: null,
    leaves: {
      Bags: ['briefcase', 'laptop bag', 'backpack'],
      Writing: ['fountain pen', 'notebook', 'planner'],
      Desks: ['desk lamp', 'footrest', 'desk mat'],
      Shirts: ['shirt', 'blazer', 'tie'],
    },
  },
  {
    name: 'Baby',
    typicalPrice: 24,
    rhythmDays: 18,
    leaves: {
      Nappies: ['nappies', 'wipes', 'changing mat'],
      Feeding: ['bottle', 'baby cereal', 'bib'],
      Prams: ['pram', 'rain cover', 'footmuff'],
      Sleep: ['sleeping bag', 'night light', 'cot sheet'],
    },
  },
  {
    name: 'Toys',
    typicalPrice: 26,
    rhythmDays: null,
    leaves: {
      Building: ['building set', 'marble run', 'train set'],
      Puzzles: ['puzzle', 'board game', 'card game'],
      Outdoor: ['scooter', 'kite', 'sand toys'],
      Crafts: ['crayons', 'bead set', 'modelling clay'],
    },
  },
  {
    name: 'Books',
    typicalPrice: 17,
    rhythmDays: null,
    leaves: {
      Novels: ['novel', 'thriller', 'short stories'],
      Study: ['textbook', 'exam guide', 'dictionary'],
      Cooking: ['cookbook', 'baking book', 'wine guide'],
      Travel: ['travel guide', 'hiking map', 'atlas'],
    },
  },
  {
    name: 'Fashion',
    typicalPrice: 42,
    rhythmDays: null,
    leaves: {
      Trousers: ['jeans', 'chinos', 'shorts'],
      Tops: ['t-shirt', 'hoodie', 'jumper'],
      Shoes: ['trainers', 'boots', 'sandals'],
      Accessories: ['scarf', 'belt', 'cap'],
    },
  },
  {
    name: 'Groceries',
    typicalPrice: 8,
    rhythmDays: 14,
    leaves: {
      Coffee: ['coffee beans', 'espresso', 'filter coffee'],
      Snacks: ['muesli bar', 'crisps', 'nut mix'],
      Pantry: ['pasta', 'olive oil', 'rice'],
      Drinks: ['lemonade', 'tea', 'iced tea'],
    },
  },
  {
    name: 'Household',
    typicalPrice: 12,
    rhythmDays: 28,
    leaves: {
      Cleaning: ['cleaner', 'sponges', 'mop'],
      Laundry: ['detergent', 'softener', 'laundry basket'],
      Paper: ['kitchen roll', 'tissues', 'bin bags'],
      Storage: ['storage box', 'hooks', 'shelf liner'],
    },
  },
  {
    name: 'Kitchen',
    typicalPrice: 48,
    rhythmDays: null,
    leaves: {
      Cookware: ['frying pan', 'casserole', 'wok'],
      Kettles: ['kettle', 'toaster', 'coffee maker'],
      Tableware: ['plate set', 'glasses', 'bowl'],
      Knives: ['knife', 'chopping board', 'sharpener'],
    },
  },
  {
    name: 'Garden',
    typicalPrice: 30,
    rhythmDays: null,
    leaves: {
      Plants: ['herb pot', 'rose', 'seed mix'],
      Tools: ['secateurs', 'rake', 'trowel'],
      Furniture: ['garden chair', 'parasol', 'bench'],
      Lighting: ['lantern', 'string lights', 'torch light'],
    },
  },
  {
    name: 'Outdoor',
    typicalPrice: 85,
    rhythmDays: null,
    leaves: {
      Hiking: ['hiking boots', 'trekking poles', 'rucksack'],
      Camping: ['tent', 'sleeping mat', 'camping stove'],
      Climbing: ['harness', 'chalk bag', 'climbing rope'],
      Jackets: ['rain jacket', 'fleece', 'softshell'],
    },
  },
  {
    name: 'Sports',
    typicalPrice: 45,
    rhythmDays: 40,
    leaves: {
      Running: ['running shoes', 'running socks', 'hydration belt'],
      Cycling: ['helmet', 'bike light', 'inner tube'],
      Nutrition: ['protein powder', 'energy gel', 'electrolytes'],
      Yoga: ['yoga mat', 'yoga block', 'foam roller'],
    },
  },
];
