/** The pages of a waiting room. */
export { createRoomPage } from './page.ts'
export { createRoomNews } from './news.ts'
