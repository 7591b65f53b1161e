// A file of data as a text, which the builder of the site puts in.
declare module '*.csv' {
  const text: string;
  export default text;
}
