type Parts = ReadonlyMap<string, Uint8Array>;

/**
 * Named parts as bytes: a length (four bytes, little endian), that many bytes of JSON with the names and
 * sizes of the parts, and the parts.
 */
export function partsToBytes(parts: Parts): Uint8Array {
  const sizes = [...parts].map(([name, bytes]) => [name, bytes.byteLength]);
  const header = Buffer.from(JSON.stringify(sizes));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.byteLength);
  return Buffer.concat([length, header, ...parts.values()]);
}

/** @throws {RangeError} and {SyntaxError} where the bytes are something else, or only a piece */
export function partsFromBytes(bytes: Buffer): Map<string, Uint8Array> {
  const start = 4 + bytes.readUInt32LE(0);
  const sizes = JSON.parse(bytes.subarray(4, start).toString()) as [string, number][];
  let at = start;
  const parts = new Map(
    sizes.map(([name, size]) => {
      at += size;
      return [name, bytes.subarray(at - size, at)];
    }),
  );
  if (at !== bytes.byteLength) throw new RangeError('The parts do not fill their bytes.');
  return parts;
}
