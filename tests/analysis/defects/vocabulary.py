"""What clean designs are about: two dozen fields of life, each with its things, their properties and their links.

A line reads `thing > what it belongs to: property role, …`. `?` after a parent or a role says that it may be missing,
`!` that no two rows share it, `role=parent` names the part the parent plays; `x` between two things makes a junction.
"""

import re
from dataclasses import dataclass
from functools import cache

_TEXT = """
# shop
customer: first name name, last name name, email address email!, phone number phone?, is subscribed flag
product category: title name!, description note?
product > product category: title name, sku code!, unit price money, stock quantity count, description note?
sales order > customer: order number code!, status state(placed|packed|shipped|returned), placed at moment
sales order line > sales order, product: quantity count, unit price money
store voucher > customer: code code!, percent off share, is redeemable flag
product review > product, customer: headline name, body note?, published at moment?
product label: title name!
product x product label

# clinic
patient: given name name, family name name, birth date day, insurance number code!, phone number phone?
physician: full name name, license number code!, is accepting patients flag
appointment > patient, physician: scheduled for moment, status state(booked|attended|missed), reason note?
diagnosis code: code code!, description note
patient diagnosis > patient, diagnosis code: diagnosed on day, remark note?
medication: brand name name, substance name, strength name?
prescription > patient, physician, medication: dosage text name, prescribed on day, refill quantity count
clinic stay > patient: bed label name, arrived at moment
laboratory test > patient: requested at moment, result text note?

# library
author: full name name, birth year year?, biography note?
publisher: title name!, website url?
book > publisher: title name, isbn code!, published year year?, language code language
book copy > book: barcode code!, shelf mark name?, acquired on day
reader: full name name, card number code!, email address email!, is blocked flag
book loan > book copy, reader: borrowed at moment, due on day, returned at moment?
book hold > book, reader: requested at moment, notified at moment?
subject heading > publisher: term name!
book x author
book x subject heading

# school
student: full name name, enrolment number code!, birth date day
teacher: full name name, email address email!, hired on day
classroom: label name!, seat quantity count
course: title name, course code code!, summary note?
course section > course, teacher, classroom: term label name, capacity count
enrolment > student, course section: enrolled on day, grade text name?
school exam > course section: title name, held on day
exam result > school exam, student: score measure, graded at moment?
guardian > student: full name name, phone number phone

# logistics
carrier: company name name, contact email email?, is preferred flag
depot: title name!, city name, country code country
vehicle > depot: plate number code!, model name name, payload weight measure
driver > carrier?: full name name, licence number code!, phone number phone
freight route > origin=depot, destination=depot: title name, distance measure
shipment > freight route, carrier: tracking code code!, status state(created|loaded|underway|delivered), dispatched at moment?
parcel > shipment: weight measure, declared value money
delivery stop > shipment: stop position count, city name, arrived at moment?

# bank
bank branch: title name, branch code code!, city name
account holder: full name name, tax number code!, email address email?
bank account > account holder, bank branch: iban code!, opened on day, currency code currency, is frozen flag
account transfer > source=bank account, target=bank account: value money, booked at moment, purpose note?
payment card > bank account: card token code!, expires on day, status state(active|blocked|lost)
standing order > bank account: value money, next run on day, purpose note?
loan contract > account holder: principal money, signed on day, interest share
loan instalment > loan contract: due on day, value money, settled at moment?

# forum
forum member: nickname name, login name code!, email address email!, is moderator flag
forum board: title name!, description note?
forum thread > forum board, forum member: subject name, opened at moment, is locked flag
forum post > forum thread, forum member: body note, posted at moment
post reaction > forum post, forum member: emoji name, reacted at moment
private message > sender=forum member, recipient=forum member: body note, sent at moment
forum badge: title name!, icon url url?
forum member x forum badge

# warehouse
warehouse: title name!, city name, country code country
storage zone > warehouse: label name, is refrigerated flag
storage bin > storage zone: label name, volume measure
stock item: item name name, item code code!, reorder quantity count
bin content > storage bin, stock item: quantity count, counted at moment
supplier: company name name, website url?, is approved flag
purchase order > supplier: order number code!, ordered on day, status state(draft|ordered|received)
purchase order line > purchase order, stock item: quantity count, unit cost money
pick list > warehouse: picked on day, picker name name

# staff
department: title name!, cost center code
employee > department: first name name, last name name, personnel number code!, hired on day
job position: title name!, description note?
employment contract > employee, job position: signed on day, monthly salary money
leave request > employee: first day day, status state(asked|granted|refused), remark note?
time sheet > employee: worked on day, worked hours measure
training course: title name!, provider name name
employee x training course
performance review > employee: held on day, summary note

# sensors
measuring site: title name!, latitude measure, longitude measure
sensor model: manufacturer name name, model name name
sensor > measuring site, sensor model: serial number code!, installed on day, is calibrated flag
sensor reading > sensor: measured at moment, measured value measure
alarm threshold > sensor: title name, limit value measure
raised alarm > alarm threshold: raised at moment, acknowledged at moment?
site visit > measuring site: visited on day, remark note?

# hotel
hotel: title name, city name, country code country
room type > hotel: title name, bed quantity count, nightly price money
hotel room > room type: door number code, floor name?
hotel guest: full name name, email address email?, passport number code?
room booking > hotel room, hotel guest: arrival day, booked at moment, status state(held|confirmed|cancelled)
extra service > hotel: title name, price money
room booking x extra service

# airline
airport: title name, iata code code!, country code country
aircraft type: manufacturer name name, model name name
aircraft > aircraft type: tail number code!, delivered on day
flight > aircraft, origin=airport, destination=airport: flight number code, departs at moment, status state(planned|boarding|airborne|landed)
passenger: full name name, passport number code!, birth date day
flight ticket > flight, passenger: ticket number code!, fare money, issued at moment
checked bag > flight ticket: tag number code!, weight measure

# cinema
film: title name, released on day, runtime minutes count
film genre: title name!
film x film genre
cinema hall: label name!, capacity count
screening > film, cinema hall: starts at moment, base price money
cinema ticket > screening: seat label name, sold at moment, price money
film actor: full name name, birth year year?
film x film actor

# newsroom
journalist: full name name, email address email!, is freelance flag
news desk: title name!
article > news desk, journalist: headline name, slug code!, body note, published at moment?
article revision > article, journalist: body note, saved at moment
reader comment > article: display name name, body note, submitted at moment, is approved flag
photograph > journalist: caption name, storage url url, taken on day
article x photograph

# music
artist: stage name name, country code country?
record album > artist: title name, released on day
music track > record album: title name, track position count, isrc code!
playlist > listener: title name, is public flag
listener: display name name, login name code!, email address email!
playlist x music track
play event > listener, music track: played at moment

# estate
property owner: full name name, phone number phone, tax number code!
building > property owner: street line name, city name, built year year?
apartment > building: door label name, living area measure
tenant party: full name name, email address email?
rental contract > apartment, tenant party: starts on day, monthly rent money, status state(draft|signed|terminated)
meter > apartment: meter number code!, medium name
meter reading > meter: read on day, reading value measure
repair request > apartment: reported at moment, description note, is urgent flag

# restaurant
guest seat: label name!, seat quantity count
menu section: title name!
dish > menu section: title name, price money, is vegetarian flag
ingredient: title name!, storage hint note?
dish x ingredient
table reservation > guest seat: party name name, phone number phone, reserved for moment
kitchen order > guest seat: ordered at moment, status state(open|cooking|served|billed)
kitchen order item > kitchen order, dish: quantity count, special wish note?

# insurance
policy holder: full name name, birth date day, email address email?
insurance product: title name!, terms url url?
insurance policy > policy holder, insurance product: policy number code!, signed on day, yearly premium money
insured object > insurance policy: description note, insured value money
damage claim > insurance policy: claim number code!, reported at moment, status state(open|examined|settled|rejected)
claim document > damage claim: title name, storage url url
claim payout > damage claim: value money, paid on day
claim visit > damage claim: visited on day, remark note?

# energy
grid operator: company name name, website url?
power plant > grid operator: title name, capacity measure
supply point > grid operator: point number code!, city name
energy tariff: title name!, base fee money
supply contract > supply point, energy tariff: signed on day, is green flag
consumption reading > supply point: read at moment, consumption measure
outage report > supply point: reported at moment, resolved at moment?

# farm
farm: title name, region name
crop kind: title name!, season name?
farm field > farm: label name, area measure
planting > farm field, crop kind: planted on day, seed quantity count
harvest > planting: harvested on day, yield weight measure
tractor > farm: serial number code!, bought on day
field treatment > farm field: treated on day, substance name
farm worker > farm: full name name, is seasonal flag

# museum
museum gallery: title name!, floor name?
collection: title name!, description note?
exhibit > collection, museum gallery?: title name, inventory number code!, acquired on day
restorer: full name name, email address email?
restoration > exhibit, restorer: begun on day, report text note?
exhibition: title name, opens on day
exhibit x exhibition
guided tour > exhibition: guide name name, tour language language, starts at moment

# sport
sport club: title name!, founded year year?
sport team > sport club: title name, age class name
athlete > sport team: full name name, birth date day, shirt label name?
sport venue: title name!, seat quantity count
sport match > home=sport team, guest=sport team, sport venue: kickoff at moment, status state(planned|playing|finished)
match goal > sport match, athlete: scored minute count
match referee > sport club: full name name, licence number code!
sport match x match referee

# tickets
helpdesk agent: full name name, login name code!, is available flag
support queue: title name!
support ticket > support queue, assignee=helpdesk agent?: subject name, opened at moment, status state(new|open|pending|solved)
ticket reply > support ticket: body note, written at moment, is internal flag
ticket attachment > support ticket: title name, storage url url, byte size count
service contract > helpdesk agent: contract number code!, signed on day
ticket keyword: term name!
support ticket x ticket keyword

# city
city district: title name!, population count
street lamp > city district: pole number code!, mounted on day
public park > city district: title name, area measure
citizen report > city district: description note, reported at moment, status state(received|assigned|closed)
building permit > city district: permit number code!, granted on day, applicant name name
council session: held on day, minutes url url?
council motion > council session: title name, wording note, is adopted flag
"""  # noqa: E501


@dataclass(frozen=True, slots=True)
class Property:
    """words: its name; role: what kind of value; values: of a state; required, unique: as the word says."""

    words: str
    role: str
    values: tuple[str, ...] = ()
    required: bool = True
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Parent:
    """thing: what it is; role: the part it plays, if that needs a name."""

    thing: str
    role: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Thing:
    """One table to be: junctions have two parents and no property."""

    words: str
    parents: tuple[Parent, ...] = ()
    properties: tuple[Property, ...] = ()
    junction: bool = False


@cache
def domains() -> dict[str, tuple[Thing, ...]]:
    """Every field of life, by name."""
    found: dict[str, tuple[Thing, ...]] = {}
    for block in _TEXT.strip().split("\n\n"):
        title, *lines = block.strip().split("\n")
        found[title.removeprefix("# ")] = tuple(_thing(line) for line in lines)
    return found


def _thing(line: str) -> Thing:
    front, _, rest = line.partition(":")
    if " x " in front:
        one, other = front.split(" x ")
        return Thing(f"{one} {other}", (Parent(one), Parent(other)), junction=True)
    words, _, parents = front.partition(">")
    return Thing(
        words.strip(),
        tuple(_parent(text.strip()) for text in parents.split(",") if text.strip()),
        tuple(_property(text.strip()) for text in rest.split(", ") if text.strip()),
    )


def _parent(text: str) -> Parent:
    role, _, thing = text.rstrip("?").rpartition("=")
    return Parent(thing, role, not text.endswith("?"))


_PROPERTY = re.compile(r"(?P<words>.*) (?P<role>[a-z]+)(?:\((?P<values>[^)]*)\))?(?P<mark>[?!]?)")


def _property(text: str) -> Property:
    found = _PROPERTY.fullmatch(text)
    if found is None:
        raise ValueError(f"no property: {text}")
    values = tuple(found["values"].split("|")) if found["values"] else ()
    return Property(found["words"], found["role"], values, found["mark"] != "?", found["mark"] == "!")
