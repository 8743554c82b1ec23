/** Numbers as base64 of little-endian 32-bit floats, the form in which they are part of JSON. */
export function floatsToBase64(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setFloat32(index * 4, value, true);
  });
  return Buffer.from(bytes).toString('base64');
}

export function floatsFromBase64(text: string): Float32Array<ArrayBuffer> {
  const bytes = Buffer.from(text, 'base64');
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    bytes.readFloatLE(index * 4),
  );
}
