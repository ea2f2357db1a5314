-- A SQLite database with one line of every sort that the timeline of commit 2bc1d94 could hold,
-- written by that commit's verbs and schema (0003), and one that nobody knows.
BEGIN TRANSACTION;
CREATE TABLE absences (
	id INTEGER NOT NULL, 
	user_id TEXT NOT NULL, 
	since VARCHAR(32) NOT NULL, 
	until VARCHAR(32), 
	"by" TEXT NOT NULL, 
	cover TEXT, 
	ended_at VARCHAR(32), 
	ended_by TEXT, 
	PRIMARY KEY (id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE channel_paces (
	channel TEXT NOT NULL, 
	free_at VARCHAR(32) NOT NULL, 
	paused_until VARCHAR(32), 
	PRIMARY KEY (channel)
);
CREATE TABLE "clock_events" (
	id INTEGER NOT NULL, 
	escalation_id BIGINT NOT NULL, 
	clock TEXT NOT NULL, 
	run INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	target_seconds BIGINT, 
	policy_version INTEGER NOT NULL, 
	office TEXT, 
	party TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	due_at VARCHAR(32), 
	PRIMARY KEY (id)
);
CREATE TABLE communications (
	id INTEGER NOT NULL, 
	decision_id BIGINT NOT NULL, 
	escalation_id BIGINT NOT NULL, 
	"by" TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	through TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE counters (
	name TEXT NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE decisions (
	id INTEGER NOT NULL, 
	escalation_id BIGINT NOT NULL, 
	outcome TEXT NOT NULL, 
	ground TEXT NOT NULL, 
	ground_words TEXT NOT NULL, 
	explanation TEXT NOT NULL, 
	message TEXT NOT NULL, 
	told_through TEXT NOT NULL, 
	root_cause TEXT NOT NULL, 
	what_should_change TEXT NOT NULL, 
	decided_by TEXT NOT NULL, 
	decided_at VARCHAR(32) NOT NULL, 
	policy_version INTEGER NOT NULL, 
	supersedes BIGINT, 
	PRIMARY KEY (id)
);
CREATE TABLE direct_messages (
	user_id TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	PRIMARY KEY (user_id)
);
CREATE TABLE "escalations" (
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	run INTEGER NOT NULL, 
	queue TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	priority TEXT NOT NULL, 
	title TEXT NOT NULL, 
	what_happened TEXT NOT NULL, 
	account TEXT NOT NULL, 
	links JSON NOT NULL, 
	answers JSON NOT NULL, 
	confidentiality TEXT NOT NULL, 
	requester TEXT NOT NULL, 
	state TEXT NOT NULL, 
	offered_to TEXT, 
	offer_why TEXT, 
	offer_made_at VARCHAR(32), 
	offer_lapses_at VARCHAR(32), 
	owner TEXT, 
	claimed_at VARCHAR(32), 
	hand_over_to TEXT, 
	hand_over_by TEXT, 
	hand_over_note TEXT, 
	hand_over_asked_at VARCHAR(32), 
	opened_at VARCHAR(32) NOT NULL, 
	decided_at VARCHAR(32), 
	closed_at VARCHAR(32), 
	close_reason TEXT, 
	close_note TEXT NOT NULL, 
	duplicate_of BIGINT, 
	policy_version INTEGER NOT NULL, 
	wait_on TEXT, 
	wait_for TEXT, 
	wait_until VARCHAR(32), 
	wait_since VARCHAR(32), 
	wait_by TEXT, 
	deadline_at VARCHAR(32), 
	deadline_zone TEXT, 
	deadline_source TEXT, 
	deadline_set_by TEXT, 
	deadline_set_at VARCHAR(32), 
	skills JSON NOT NULL, 
	co_requesters JSON NOT NULL, 
	hand_over_overrides BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE exclusions (
	id INTEGER NOT NULL, 
	escalation_id BIGINT NOT NULL, 
	user_id TEXT, 
	vendor TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	"by" TEXT, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE group_members (
	group_id TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	PRIMARY KEY (group_id, user_id)
);
CREATE TABLE homes (
	user_id TEXT NOT NULL, 
	opened_at VARCHAR(32) NOT NULL, 
	board TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	PRIMARY KEY (user_id)
);
CREATE TABLE identity (
	id INTEGER NOT NULL, 
	team TEXT NOT NULL, 
	enterprise TEXT NOT NULL, 
	team_url TEXT NOT NULL, 
	team_name TEXT NOT NULL, 
	bot_user TEXT NOT NULL, 
	bot TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	uid TEXT NOT NULL, 
	lane TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	sort TEXT NOT NULL, 
	notice TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	look_ups INTEGER NOT NULL, 
	created_at VARCHAR(32) NOT NULL, 
	next_try_at VARCHAR(32) NOT NULL, 
	first_tried_at VARCHAR(32), 
	lease_until VARCHAR(32), 
	error TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	ts TEXT NOT NULL, 
	finished_at VARCHAR(32), 
	PRIMARY KEY (id), 
	UNIQUE (uid)
);
CREATE TABLE people (
	user_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	timezone TEXT NOT NULL, 
	is_guest BOOLEAN NOT NULL, 
	is_outsider BOOLEAN NOT NULL, 
	is_bot BOOLEAN NOT NULL, 
	is_deactivated BOOLEAN NOT NULL, 
	PRIMARY KEY (user_id)
);
CREATE TABLE "policies" (
	version INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	"by" TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	why TEXT NOT NULL, 
	PRIMARY KEY (version)
);
CREATE TABLE queue_locks (
	queue TEXT NOT NULL, 
	PRIMARY KEY (queue)
);
CREATE TABLE requests (
	"key" TEXT NOT NULL, 
	words TEXT NOT NULL, 
	escalation_id BIGINT, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE snoozes (
	escalation_id BIGINT NOT NULL, 
	user_id TEXT NOT NULL, 
	about TEXT NOT NULL, 
	run BIGINT NOT NULL, 
	until VARCHAR(32) NOT NULL, 
	reason TEXT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (escalation_id, user_id, about, run)
);
CREATE TABLE threads (
	escalation_id INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	ts TEXT NOT NULL, 
	card_ts TEXT NOT NULL, 
	PRIMARY KEY (escalation_id)
);
CREATE TABLE timeline (
	id INTEGER NOT NULL, 
	escalation_id BIGINT NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	who TEXT, 
	what TEXT NOT NULL, 
	via TEXT NOT NULL, 
	why TEXT NOT NULL, 
	details JSON NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "timeline" VALUES(1,1,'2026-03-03T12:00:00.000000Z','U0WREN','opened','command','','{}');
INSERT INTO "timeline" VALUES(2,1,'2026-03-03T12:00:00.000000Z',NULL,'offered','timer','first in the rotation''s order, no turn yet (3 of 3 on the rotation could take it)','{"to": "U0HERON", "others": "{\"U0CRANE\": \"comes later in the order\", \"U0EGRET\": \"comes later in the order\"}"}');
INSERT INTO "timeline" VALUES(3,1,'2026-03-03T12:00:00.000000Z','U0HERON','claimed','button','','{}');
INSERT INTO "timeline" VALUES(4,1,'2026-03-03T12:00:00.000000Z','U0STORK','released','button','','{}');
INSERT INTO "timeline" VALUES(5,1,'2026-03-03T12:00:00.000000Z','U0HERON','hand-over asked','button','You know them better.','{"to": "U0CRANE"}');
INSERT INTO "timeline" VALUES(6,1,'2026-03-03T12:00:00.000000Z','U0HERON','stood back','button','I know the owner.','{}');
INSERT INTO "timeline" VALUES(7,1,'2026-03-03T12:01:00.000000Z',NULL,'hand-over taken back','timer','is away','{"from_person": "U0CRANE"}');
INSERT INTO "timeline" VALUES(8,1,'2026-03-03T12:00:00.000000Z',NULL,'nobody eligible','timer','U0WREN raised it','{}');
INSERT INTO "timeline" VALUES(9,1,'2026-03-03T12:15:00.000000Z',NULL,'offer lapsed','timer','','{"to": "U0HERON"}');
INSERT INTO "timeline" VALUES(10,1,'2026-03-03T12:30:01.000000Z',NULL,'first response missed','timer','','{}');
INSERT INTO "timeline" VALUES(11,1,'2026-03-03T20:00:01.000000Z',NULL,'resolution missed','timer','','{}');
INSERT INTO "timeline" VALUES(12,1,'2026-03-03T14:00:01.000000Z',NULL,'update missed','timer','','{}');
INSERT INTO "timeline" VALUES(13,1,'2026-03-03T12:00:00.000000Z','U0HERON','waits','button','The invoice of March & April.','{"on": "customer", "until": "2026-03-03T14:00:00+00:00"}');
INSERT INTO "timeline" VALUES(14,1,'2026-03-03T14:00:00.000000Z',NULL,'waits no more','timer','the date came','{"on": "customer"}');
INSERT INTO "timeline" VALUES(15,1,'2026-03-03T12:00:00.000000Z','U0STORK','deadline set','button','The court gave more time.','{"at": "2026-03-06T14:00:00+00:00", "zone": "Europe/Copenhagen", "source": "The court''s order of 2 March"}');
INSERT INTO "timeline" VALUES(16,1,'2026-03-03T13:00:01.000000Z',NULL,'legal deadline passed','timer','The court''s order of 2 March','{}');
INSERT INTO "timeline" VALUES(17,1,'2026-03-03T12:00:00.000000Z','U0HERON','decided','button','Genuine experience','{"outcome": "upheld", "decision": "1"}');
INSERT INTO "timeline" VALUES(18,1,'2026-03-03T12:00:00.000000Z','U0STORK','priority changed','button','The press has it.','{"from": "P1", "to_priority": "P2"}');
INSERT INTO "timeline" VALUES(19,1,'2026-03-03T12:00:00.000000Z','U0HERON','decided again','button','Genuine experience','{"outcome": "upheld", "decision": "2"}');
INSERT INTO "timeline" VALUES(20,1,'2026-03-03T12:00:00.000000Z','U0HERON','communicated','button','','{"through": "requester"}');
INSERT INTO "timeline" VALUES(21,1,'2026-03-03T12:00:00.000000Z','U0WREN','withdrawn','button','They settled it.','{}');
INSERT INTO "timeline" VALUES(22,1,'2026-03-03T12:00:00.000000Z','U0WREN','reopened','button','The customer wrote again.','{}');
INSERT INTO "timeline" VALUES(23,1,'2026-03-03T12:00:00.000000Z','U0CRANE','claimed','button','You know them better.','{"handed_over_by": "U0HERON"}');
INSERT INTO "timeline" VALUES(24,1,'2026-03-03T12:00:00.000000Z','U0STORK','misrouted','button','They settled it.','{}');
INSERT INTO "timeline" VALUES(25,1,'2026-03-03T12:03:00.000000Z','U0HERON','deadline moved','button','The court agreed.','{"at": "2026-03-13T12:00:00+00:00", "zone": "Europe/Copenhagen", "source": "The court''s letter", "was": "2026-03-12T12:00:00+00:00"}');
INSERT INTO "timeline" VALUES(26,1,'2026-03-03T12:04:00.000000Z','U0STORK','duplicate','button','','{}');
INSERT INTO "timeline" VALUES(27,1,'2026-03-03T12:03:00.000000Z','U0STORK','conflict overridden','button','You know them better.','{"to": "U0HERON", "conflict": "stood back from it"}');
INSERT INTO "timeline" VALUES(28,1,'2026-03-03T12:01:00.000000Z',NULL,'offer passed on','timer','is away','{"from_person": "U0HERON"}');
INSERT INTO "timeline" VALUES(29,1,'2026-03-03T12:02:00.000000Z','U0HERON','snoozed','form','In court.','{"about": "resolution", "until": "2026-03-03T15:00:00+00:00"}');
INSERT INTO "timeline" VALUES(30,1,'2026-03-03T12:05:00.000000Z',NULL,'note not delivered','timer','has left the workspace','{"to": "U0WREN"}');
INSERT INTO "timeline" VALUES(31,1,'2026-03-03T12:00:00.000000Z',NULL,'something of long ago','timer','','{"odd": "1"}');
CREATE TABLE "timers" (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	due_at VARCHAR(32) NOT NULL, 
	escalation_id BIGINT, 
	about TEXT NOT NULL, 
	person TEXT, 
	run BIGINT NOT NULL, 
	wanted_at VARCHAR(32), 
	as_manager BOOLEAN NOT NULL, 
	at_any_hour BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE turns (
	id INTEGER NOT NULL, 
	queue TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	escalation_id BIGINT NOT NULL, 
	run INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	struck BOOLEAN NOT NULL, 
	PRIMARY KEY (id)
);
CREATE INDEX communications_by_decision ON communications (decision_id);
CREATE INDEX decisions_by_escalation ON decisions (escalation_id, id);
CREATE INDEX decisions_by_time ON decisions (decided_at);
CREATE INDEX outbox_unfinished ON outbox (lane, id) WHERE state IN ('waiting', 'doubt', 'parked');
CREATE UNIQUE INDEX threads_by_place ON threads (channel, ts);
CREATE INDEX timeline_by_escalation ON timeline (escalation_id, id);
CREATE INDEX turns_by_escalation ON turns (escalation_id);
CREATE INDEX turns_by_queue ON turns (queue, user_id, id);
CREATE INDEX clock_events_by_escalation ON clock_events (escalation_id, id);
CREATE INDEX timers_by_due ON timers (due_at, id);
CREATE INDEX timers_by_escalation ON timers (escalation_id);
CREATE INDEX timers_by_person ON timers (person, due_at);
CREATE INDEX escalations_by_owner ON escalations (owner);
CREATE INDEX escalations_by_offer ON escalations (offered_to);
CREATE INDEX escalations_by_state ON escalations (state, queue);
CREATE INDEX escalations_by_opening ON escalations (opened_at);
CREATE INDEX escalations_by_requester ON escalations (requester);
CREATE INDEX absences_by_person ON absences (user_id, ended_at);
CREATE INDEX exclusions_by_case ON exclusions (escalation_id);
CREATE INDEX homes_by_opening ON homes (opened_at);
COMMIT;
