import { type AboutTexts } from './keys.ts'

export const en: AboutTexts = {
  aboutLink: 'What we check, in numbers',
  aboutTitle: 'What we check, and what comes of it',
  aboutWhy:
    'Automated programs can overload {service} or block it with spam. That is why there is a check. It is made to let people through and to slow such programs down.',
  whatHeading: 'What we check',
  asksAlways: 'Some pages ask every browser for a short check, once for a longer time.',
  asksSometimes:
    'Pages ask for the check where a request looks like one of an automated program, or where very many requests come from one network.',
  asksNever: 'At the moment nobody is asked for the check here.',
  limits:
    'Requests beyond a limit have to wait, and some are refused. The page says so each time, and who helps.',
  silentDoor:
    'The check is a small calculation that your browser does by itself. There is no puzzle, and there are no pictures to click.',
  slowDoor: 'Without JavaScript, a button and a wait of {wait} do the same.',
  codeDoor: 'Whoever can do neither gets a code from our helpdesk.',
  readsNothing: 'The check reads nothing of your device and asks no other company.',
  figuresHeading: 'What came of it in the last 30 days',
  figuresNone: 'There are no numbers yet: they come when the first whole day is over.',
  figuresPeriod: 'From {from} to {to} (UTC). We counted on {days} of these 30 days.',
  figuresRounded:
    'Numbers are rounded to tens. We do not tell a number below ten, so that nobody can be found by it.',
  few: 'fewer than 10',
  metTerm: 'How often the check was shown',
  silentTerm: 'Passed by the calculation',
  slowTerm: 'Passed by the button and the wait',
  humanTerm: 'Passed by a code of our helpdesk',
  sharedTerm: 'Already passed on another of our websites',
  notPassedTerm: 'Not passed',
  notPassedNote: 'People who gave up, and automated programs: we cannot tell them apart.',
  halfTerm: 'How long the calculation took',
  halfValue: 'Half of all took at most {seconds}, over all websites behind this check.',
  returnedTerm: 'Came again, hours after the check',
  returnedNote:
    'With the checks that were passed, these are the visits of people that we know of. Whoever was let through without a check is not among them.',
  agentsTerm: 'Requests of search engines and others that proved who they are',
  unprovenTerm: 'Requests of programs that did no check',
  unprovenNote: 'They were refused. Some come from open pages of people whose check had run out.',
  limitedTerm: 'Requests that had to wait',
  deniedTerm: 'Requests that were refused for good',
  passedOnTerm: 'Requests that were let through, all together',
  passedOnNote: 'A page alone is often dozens of requests.',
  complaintsTerm: 'Complaints that our helpdesk noted',
  weeksHeading: 'Week by week',
  weeksBody: 'The sums of each week are there for everybody to use (CC0):',

  mineLink: 'What we hold about you',
  mineTitle: 'What we hold about you',
  mineBody:
    'Your browser shows our cookie. This is what it says, and what we count with its number.',
  mineNone:
    'Your browser shows no cookie of ours that is valid here. So there is nothing to show. What was counted with an earlier one ends by itself.',
  levelTerm: 'The check',
  levelWaited: 'Passed by the button and the wait',
  levelWorked: 'Passed by the calculation',
  levelVouched: 'Passed by a code of our helpdesk',
  provedTerm: 'When it was passed',
  untilTerm: 'How long the cookie is valid',
  untilValue: 'Until {until}. If you come again before that, it is renewed, until {last} at most.',
  sitesTerm: 'Where it is valid',
  viaTerm: 'Where the check was done',
  requestsTerm: 'Your requests',
  requestsValue: '{used} of {max}. After {left} more the check comes again.',
  networksTerm: 'Networks that it was used on',
  networksValue: '{n} within ten minutes. We do not keep which they were.',
  marksTerm: 'Your browser',
  marksValue: 'Two short marks, of its kind and of its operating system.',
  nameTerm: 'What our helpdesk calls the cookie',
  deleteHeading: 'Delete it',
  deleteBody:
    'We take the cookie out of your browser and make it invalid for everybody. We set to zero how many requests and networks we counted with it. Whatever else was counted with it ends by itself within some hours. Until {last} we only remember that it is invalid. The next time the check comes again.',
  deleteButton: 'Delete it now',
  deleted: 'It is deleted. Nobody can use this cookie here any more.',
  deleteLater:
    'This does not work at the moment. Please try again later, or delete the cookies of this website in your browser.',
}
