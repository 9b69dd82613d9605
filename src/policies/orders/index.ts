/** What operators have ordered for a time, heard like rules. */
export { NO_ORDERS, OrderBook } from './order-book.ts'
