import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { distanceKm, median, PlaceGrid } from '../../../../fusion/modalities/location/geography.ts';

describe('PlaceGrid', () => {
  it('finds all things within a radius, each once, as looking at every one does', () => {
    const place = fc.record({
      latitude: fc.double({ min: 44, max: 48, noNaN: true }),
      longitude: fc.double({ min: 5, max: 9, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(place, { maxLength: 60 }),
        place,
        fc.integer({ min: 1, max: 200 }),
        (places, from, radius) => {
          const latitude = [...places.map((own) => own.latitude), Number.NaN];
          const longitude = [...places.map((own) => own.longitude), 6];
          const grid = new PlaceGrid(latitude, longitude, 5);
          const found: number[] = [];
          grid.within(from.latitude, from.longitude, radius, (thing, _, at) => {
            assert.equal(grid.things[at], thing);
            found.push(thing);
          });
          const expected = [...places.keys()].filter(
            (thing) =>
              distanceKm(from.latitude, from.longitude, latitude[thing], longitude[thing]) <=
              radius,
          );
          // The squares' width is that of the middle of a row: at the rim one may be missed.
          const rim = (thing: number) =>
            distanceKm(from.latitude, from.longitude, latitude[thing], longitude[thing]) >
            0.98 * radius;
          assert.deepEqual(
            found.filter((thing) => !rim(thing)).sort((left, right) => left - right),
            expected.filter((thing) => !rim(thing)),
          );
          assert.equal(new Set(found).size, found.length);
        },
      ),
    );
  });
});

describe('median', () => {
  it('is the lower of the two in the middle of the sorted numbers, few or many', () => {
    const numbers = fc.array(fc.double({ noNaN: true }), { minLength: 1, maxLength: 150 });
    fc.assert(
      fc.property(numbers, (values) => {
        const sorted = Float64Array.from(values).sort();
        const middle = median(Float64Array.from(values));
        // As numbers: which of 0 and -0 comes first is nothing to a distance.
        assert.ok(middle === sorted[(values.length - 1) >> 1]);
      }),
    );
  });
});
