import { type Clock, type Figures, type Snapshot } from '../../model/index.ts'
import { type MetricsDelta } from '../../record/index.ts'
import { holdFile } from '../system/file-lock.ts'
import { messageOf } from '../system/start-error.ts'
import { Book } from './book.ts'
import { Damaged, moveAside, readBook, saveBook } from './book-file.ts'
import { dayOf } from './calendar.ts'
import { publishedOf } from './published.ts'
import { Sums } from './sums.ts'

export interface FigureDeskOptions {
  /** `bookFileOf` the keys. */
  readonly file: string
  readonly clock: Pick<Clock, 'wallMs'>
  readonly onNote: (line: string) => void
}

/** What became of complaints that were to be noted: the site that they are about, or why they were not. */
export type Noted = { readonly site: string } | 'no-such-site' | 'not-noted-there' | 'which-site'

/**
 * The figures of the sites that publish theirs: sums of days and weeks, in a file beside the keys. Only what was counted
 * since it last wrote is held here, and added to what the file says by then: so a gate that takes another one's place
 * doubles nothing, and gates that share the folder share the sums.
 */
export class FigureDesk {
  readonly #options: FigureDeskOptions
  #snapshot: Pick<Snapshot, 'sites'> = { sites: [] }
  #publishing: ReadonlySet<string> = new Set()
  #book: Book | null = null
  #unsaved = new Map<string, Sums>()
  #told = ''
  #publishedOn = ''
  /** Of a day that is over something was written since. */
  #hasLateNews = false
  #published: Figures = new Map()
  /** Told of what is published from now on. */
  onPublished: (figures: Figures) => void = () => undefined

  constructor(options: FigureDeskOptions) {
    this.#options = options
  }

  get published(): Figures {
    return this.#published
  }

  /** Counts for the sites that publish by a configuration, and for no others. */
  follow(snapshot: Pick<Snapshot, 'sites'>): void {
    this.#snapshot = snapshot
    const publishing = snapshot.sites.filter(({ about }) => about.isPublished)
    this.#publishing = new Set(publishing.map(({ name }) => name))
    if (this.#publishing.size > 0) this.#book ??= this.#tryToRead()
    this.#begin()
    this.#publish()
  }

  /** What workers counted since they last said so. */
  count(delta: MetricsDelta): void {
    if (this.#publishing.size > 0) this.#today().count(delta, this.#publishing)
  }

  /** Notes complaints that the helpdesk heard; `site` null: about the only site that notes any. */
  noteComplaints(site: string | null, count: number): Noted {
    const noting = this.#snapshot.sites.filter(
      ({ about }) => about.isPublished && about.notesComplaints,
    )
    const isKnown = site === null || this.#snapshot.sites.some(({ name }) => name === site)
    if (!isKnown) return 'no-such-site'
    const [only, ...others] = noting.filter(({ name }) => site === null || name === site)
    if (only === undefined) return 'not-noted-there'
    if (others.length > 0) return 'which-site'
    this.#today().add(only.name, 'complaints', count)
    // Somebody typed it, and nobody would type it again after a crash.
    void this.save()
    return { site: only.name }
  }

  /** Writes what is new, and tells what is over by now. */
  async tend(): Promise<void> {
    if (this.#publishing.size === 0) return
    this.#begin()
    await this.save()
    if (this.#day() !== this.#publishedOn || this.#hasLateNews) this.#publish()
  }

  /** Never rejects: what cannot be written is tried again the next time, and told once. */
  async save(): Promise<void> {
    if (this.#unsaved.size === 0) return
    try {
      const release = await holdFile(this.#options.file)
      try {
        this.#write()
      } finally {
        release()
      }
      this.#told = ''
    } catch (error) {
      this.#tell(`the figures for the public cannot be written: ${messageOf(error)}`)
    }
  }

  /** In one go: what is counted meanwhile would be lost. */
  #write(): void {
    const { file } = this.#options
    if (this.#unsaved.size === 0) return
    const book = this.#read().with(this.#unsaved)
    saveBook(file, book)
    this.#hasLateNews ||= [...this.#unsaved.keys()].some((day) => day < this.#day())
    this.#book = book
    this.#unsaved = new Map()
  }

  /** What cannot be used is kept aside, and begun anew. @throws the system's error */
  #read(): Book {
    const { file, clock } = this.#options
    try {
      return readBook(file)
    } catch (error) {
      if (!(error instanceof Damaged)) throw error
      this.#options.onNote(`${error.message}; ${moveAside(file, clock.wallMs())}`)
      return new Book()
    }
  }

  /** A file that nobody lets us read is left as it is, and nothing is told of it. */
  #tryToRead(): Book | null {
    try {
      return this.#read()
    } catch (error) {
      this.#tell(`the figures for the public cannot be read: ${messageOf(error)}`)
      return null
    }
  }

  /** Notes of which sites is counted today: where nothing happens, that is known. */
  #begin(): void {
    const begun = this.#book?.days.get(this.#day())?.sites
    for (const site of this.#publishing) if (begun?.has(site) !== true) this.#today().begin(site)
  }

  #today(): Sums {
    const day = this.#day()
    const known = this.#unsaved.get(day)
    if (known !== undefined) return known
    const sums = new Sums()
    this.#unsaved.set(day, sums)
    return sums
  }

  #day(): string {
    return dayOf(this.#options.clock.wallMs())
  }

  #publish(): void {
    const book = this.#book ?? new Book()
    this.#publishedOn = this.#day()
    this.#hasLateNews = false
    const figures = publishedOf(book, this.#publishing, this.#publishedOn)
    if (spelled(figures) === spelled(this.#published)) return
    this.#published = figures
    this.onPublished(figures)
  }

  #tell(line: string): void {
    if (line !== this.#told) this.#options.onNote(line)
    this.#told = line
  }
}

function spelled(figures: Figures): string {
  return JSON.stringify([...figures])
}
