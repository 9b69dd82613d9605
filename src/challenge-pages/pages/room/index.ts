/** The pages of a waiting room. */
export { createRoomPage, PLACE_PATH } from './page.ts'
export { createRoomNews } from './news.ts'
