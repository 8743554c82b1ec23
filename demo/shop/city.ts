import type { Random } from '../random.ts';

export interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

export type PlaceKind = 'flagship' | 'market' | 'outdoor' | 'family' | 'home' | 'books' | 'cafe';

/** A place of the shop: people come, look and buy. */
export interface Place extends Point {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly kind: PlaceKind;
  readonly neighbourhood: string;
  /** Hours of the day on the shop's clocks. */
  readonly opensAt: number;
  readonly closesAt: number;
  readonly openOnSunday: boolean;
  /** Trees of the catalogue that are sold here, by index. */
  readonly trees: readonly number[];
}

interface Kind {
  readonly share: number;
  readonly opensAt: number;
  readonly closesAt: number;
  readonly openOnSunday: boolean;
  readonly trees: readonly number[];
}

const KINDS: Readonly<Record<PlaceKind, Kind>> = {
  flagship: { share: 4, opensAt: 10, closesAt: 20, openOnSunday: false, trees: [0, 1, 5, 8] },
  market: { share: 11, opensAt: 7, closesAt: 21, openOnSunday: false, trees: [6, 7] },
  outdoor: { share: 5, opensAt: 10, closesAt: 19, openOnSunday: false, trees: [10, 11] },
  family: { share: 6, opensAt: 9, closesAt: 18, openOnSunday: false, trees: [2, 3] },
  home: { share: 5, opensAt: 9, closesAt: 19, openOnSunday: false, trees: [7, 8, 9] },
  books: { share: 4, opensAt: 9, closesAt: 20, openOnSunday: true, trees: [4] },
  cafe: { share: 5, opensAt: 8, closesAt: 22, openOnSunday: true, trees: [6, 4] },
};

/** The invented city of Lindhafen lies in the open sea, so that nobody's real address is in the data. */
const CENTRE: Point = { latitude: 54.6, longitude: 6.2 };
const RESIDENTIAL = ['Oldharbour', 'Birchhill', 'Millfield', 'Northgate', 'Seaview', 'Orchard'];
const DISTRICTS = ['Exchange', 'Campus', 'Works'];
const KM_PER_DEGREE = 111.2;

export interface Neighbourhood extends Point {
  readonly name: string;
}

export class City {
  readonly neighbourhoods: readonly Neighbourhood[];
  /** Where people work or study. */
  readonly districts: readonly Neighbourhood[];
  readonly places: readonly Place[];

  constructor(random: Random, placeCount: number) {
    this.neighbourhoods = ring(RESIDENTIAL, 6);
    this.districts = ring(DISTRICTS, 2);
    const around = [...this.neighbourhoods, ...this.districts];
    const kinds = Object.entries(KINDS) as [PlaceKind, Kind][];
    const shares = kinds.flatMap(([kind, { share }]) => Array.from({ length: share }, () => kind));
    this.places = Array.from({ length: placeCount }, (_, index): Place => {
      // A stride that is prime to the shares mixes the kinds over the neighbourhoods.
      const kind = shares[(index * 7) % shares.length]!;
      const { share: _share, ...rest } = KINDS[kind];
      const near = around[index % around.length]!;
      return {
        index,
        id: `P-${String(index + 1).padStart(3, '0')}`,
        name: `${near.name} ${kind} ${index + 1}`,
        kind,
        neighbourhood: near.name,
        ...rest,
        ...nearby(random, near, 0.9),
      };
    });
  }
}

function ring(names: readonly string[], radiusKm: number): Neighbourhood[] {
  return names.map((name, index) => {
    const angle = (2 * Math.PI * index) / names.length;
    return { name, ...shifted(CENTRE, radiusKm * Math.cos(angle), radiusKm * Math.sin(angle)) };
  });
}

export function shifted(point: Point, northKm: number, eastKm: number): Point {
  const perDegree = KM_PER_DEGREE * Math.cos((point.latitude * Math.PI) / 180);
  return {
    latitude: round6(point.latitude + northKm / KM_PER_DEGREE),
    longitude: round6(point.longitude + eastKm / perDegree),
  };
}

/** A point at about the given distance in kilometres. */
export function nearby(random: Random, point: Point, spreadKm: number): Point {
  return shifted(point, spreadKm * random.normal(), spreadKm * random.normal());
}

/** Kilometres, on a plane: the city is small. */
export function distanceKm(left: Point, right: Point): number {
  const north = (left.latitude - right.latitude) * KM_PER_DEGREE;
  const scale = KM_PER_DEGREE * Math.cos((left.latitude * Math.PI) / 180);
  return Math.hypot(north, (left.longitude - right.longitude) * scale);
}

export function isOpen(place: Place, weekday: number, hour: number): boolean {
  return (place.openOnSunday || weekday !== 0) && hour >= place.opensAt && hour < place.closesAt;
}

function round6(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
