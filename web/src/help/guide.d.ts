/** The guide as dev/guide.ts renders it while the app is built. */
declare module 'virtual:guide/*' {
  const chapters: import('./search').GuideChapter[];
  export default chapters;
}
