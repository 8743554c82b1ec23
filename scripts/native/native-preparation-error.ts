/** Native TensorFlow could not be prepared; the message says what to do. */
export class NativePreparationError extends Error {
  override readonly name = 'NativePreparationError';
}
