CREATE TABLE audit (
	id BIGSERIAL NOT NULL,
	at BIGINT NOT NULL,
	agent_id BIGINT,
	actor VARCHAR NOT NULL,
	action VARCHAR NOT NULL,
	target VARCHAR NOT NULL,
	detail TEXT NOT NULL,
	PRIMARY KEY (id)
);

CREATE INDEX ix_audit_action ON audit (action);

CREATE INDEX ix_audit_at ON audit (at);

CREATE TABLE campaign (
	id VARCHAR NOT NULL,
	prefix VARCHAR NOT NULL,
	percent INTEGER,
	amount BIGINT,
	budget INTEGER NOT NULL,
	issued INTEGER NOT NULL,
	starts_at BIGINT,
	ends_at BIGINT,
	valid_for INTEGER NOT NULL,
	codes VARCHAR DEFAULT 'generated' NOT NULL,
	free_shipping BOOLEAN DEFAULT false NOT NULL,
	min_basket BIGINT DEFAULT '0' NOT NULL,
	products TEXT DEFAULT '[]' NOT NULL,
	categories TEXT DEFAULT '[]' NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE canned (
	id BIGSERIAL NOT NULL,
	name VARCHAR(60) NOT NULL,
	text TEXT NOT NULL,
	language VARCHAR NOT NULL,
	by BIGINT,
	at BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
);

CREATE TABLE catalog_label (
	attribute VARCHAR NOT NULL,
	value VARCHAR NOT NULL,
	language VARCHAR NOT NULL,
	text VARCHAR NOT NULL,
	PRIMARY KEY (attribute, value, language)
);

CREATE TABLE catalog_picture (
	url VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	shown VARCHAR NOT NULL,
	why TEXT NOT NULL,
	etag VARCHAR NOT NULL,
	checked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (url)
);

CREATE TABLE catalog_source (
	name VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	address VARCHAR NOT NULL,
	settings JSON NOT NULL,
	language VARCHAR NOT NULL,
	currency VARCHAR(3) NOT NULL,
	every INTEGER NOT NULL,
	share INTEGER NOT NULL,
	since TIMESTAMP WITH TIME ZONE,
	full_at TIMESTAMP WITH TIME ZONE,
	marks JSON NOT NULL,
	failures INTEGER NOT NULL,
	next_at TIMESTAMP WITH TIME ZONE,
	asked VARCHAR NOT NULL,
	runner VARCHAR NOT NULL,
	leased_until TIMESTAMP WITH TIME ZONE,
	added_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (name)
);

CREATE INDEX ix_catalog_source_next_at ON catalog_source (next_at);

CREATE TABLE catalog_version (
	id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE contact (
	id BIGSERIAL NOT NULL,
	name VARCHAR NOT NULL,
	language VARCHAR NOT NULL,
	country VARCHAR NOT NULL,
	created_at BIGINT NOT NULL,
	opted_out_at BIGINT,
	given_name VARCHAR DEFAULT '' NOT NULL,
	language_pinned INTEGER DEFAULT '0' NOT NULL,
	erased_at BIGINT,
	PRIMARY KEY (id)
);

CREATE TABLE door_click (
	code VARCHAR NOT NULL,
	hour BIGINT NOT NULL,
	clicks INTEGER NOT NULL,
	PRIMARY KEY (code, hour)
);

CREATE TABLE door_link (
	code VARCHAR NOT NULL,
	door VARCHAR NOT NULL,
	page VARCHAR NOT NULL,
	sku VARCHAR NOT NULL,
	created_at BIGINT NOT NULL,
	PRIMARY KEY (code),
	CONSTRAINT door_link_once UNIQUE (door, page, sku)
);

CREATE TABLE fact (
	name VARCHAR NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE hook (
	id BIGSERIAL NOT NULL,
	url VARCHAR(500) NOT NULL,
	secret VARCHAR NOT NULL,
	events TEXT NOT NULL,
	agent_id BIGINT,
	created_at BIGINT NOT NULL,
	failing_since BIGINT,
	disabled_at BIGINT,
	why TEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (url)
);

CREATE TABLE inventory_level (
	source VARCHAR NOT NULL,
	inventory_id VARCHAR NOT NULL,
	place VARCHAR NOT NULL,
	available INTEGER,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (source, inventory_id, place)
);

CREATE TABLE invitation (
	token_hash VARCHAR NOT NULL,
	email VARCHAR NOT NULL,
	role VARCHAR NOT NULL,
	team_id BIGINT,
	by_agent_id BIGINT,
	created_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	used_at BIGINT,
	PRIMARY KEY (token_hash)
);

CREATE INDEX ix_invitation_email ON invitation (email);

CREATE TABLE journey_switch (
	journey VARCHAR NOT NULL,
	is_on INTEGER NOT NULL,
	by VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (journey)
);

CREATE TABLE lease (
	name VARCHAR NOT NULL,
	holder VARCHAR NOT NULL,
	until BIGINT NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE live_event (
	id BIGSERIAL NOT NULL,
	at BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	what VARCHAR NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE login_try (
	id BIGSERIAL NOT NULL,
	key VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	ok INTEGER NOT NULL,
	PRIMARY KEY (id)
);

CREATE INDEX ix_login_try_key_at ON login_try (key, at);

CREATE UNIQUE INDEX ix_login_try_once ON login_try (key) WHERE ok > 0;

CREATE TABLE order_backfill (
	source VARCHAR NOT NULL,
	since BIGINT NOT NULL,
	tells INTEGER NOT NULL,
	state VARCHAR NOT NULL,
	cursor VARCHAR NOT NULL,
	done INTEGER NOT NULL,
	total INTEGER,
	refused INTEGER NOT NULL,
	error TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	asked_at BIGINT NOT NULL,
	ended_at BIGINT,
	due_at BIGINT NOT NULL,
	runner VARCHAR NOT NULL,
	PRIMARY KEY (source)
);

CREATE TABLE own_answer (
	id BIGSERIAL NOT NULL,
	asked TEXT NOT NULL,
	texts TEXT NOT NULL,
	by VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE parked_fact (
	digest VARCHAR NOT NULL,
	subject VARCHAR NOT NULL,
	body TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (digest)
);

CREATE INDEX ix_parked_fact_at ON parked_fact (at);

CREATE INDEX ix_parked_fact_subject ON parked_fact (subject);

CREATE TABLE product (
	id VARCHAR NOT NULL,
	category VARCHAR NOT NULL,
	attributes JSON NOT NULL,
	media JSON NOT NULL,
	page VARCHAR NOT NULL,
	popularity INTEGER NOT NULL,
	active BOOLEAN NOT NULL,
	size_table JSON DEFAULT '{}' NOT NULL,
	rating INTEGER,
	rating_count INTEGER DEFAULT '0' NOT NULL,
	source VARCHAR DEFAULT '' NOT NULL,
	external_id VARCHAR DEFAULT '' NOT NULL,
	brand VARCHAR DEFAULT '' NOT NULL,
	tags JSON DEFAULT '[]' NOT NULL,
	paths JSON DEFAULT '[]' NOT NULL,
	status VARCHAR DEFAULT 'active' NOT NULL,
	source_time TIMESTAMP WITH TIME ZONE,
	fingerprint VARCHAR DEFAULT '' NOT NULL,
	added_at TIMESTAMP WITH TIME ZONE,
	gone_at TIMESTAMP WITH TIME ZONE,
	changed BIGINT DEFAULT '0' NOT NULL,
	PRIMARY KEY (id)
);

CREATE INDEX ix_product_category ON product (category);

CREATE INDEX ix_product_changed ON product (changed);

CREATE INDEX ix_product_source ON product (source, external_id);

CREATE TABLE product_pair (
	product_id VARCHAR NOT NULL,
	other_id VARCHAR NOT NULL,
	bought INTEGER NOT NULL,
	viewed INTEGER NOT NULL,
	PRIMARY KEY (product_id, other_id)
);

CREATE TABLE provider_content (
	account VARCHAR NOT NULL,
	shape VARCHAR NOT NULL,
	sid VARCHAR NOT NULL,
	PRIMARY KEY (account, shape)
);

CREATE TABLE publication (
	id BIGSERIAL NOT NULL,
	sources TEXT NOT NULL,
	version VARCHAR NOT NULL,
	by VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE redaction (
	hash VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (hash)
);

CREATE TABLE saved_view (
	id BIGSERIAL NOT NULL,
	agent_id BIGINT,
	name VARCHAR NOT NULL,
	query TEXT NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE search_feed (
	name VARCHAR NOT NULL,
	state VARCHAR NOT NULL,
	kind VARCHAR NOT NULL,
	live VARCHAR NOT NULL,
	next VARCHAR NOT NULL,
	built INTEGER NOT NULL,
	version BIGINT NOT NULL,
	after VARCHAR NOT NULL,
	sent BIGINT NOT NULL,
	task BIGINT,
	runner VARCHAR NOT NULL,
	leased_until BIGINT,
	due_at BIGINT,
	attempts INTEGER NOT NULL,
	error TEXT NOT NULL,
	done_at BIGINT,
	PRIMARY KEY (name)
);

CREATE TABLE shop_change (
	id BIGSERIAL NOT NULL,
	at BIGINT NOT NULL,
	what VARCHAR NOT NULL,
	PRIMARY KEY (id)
);

CREATE TABLE shop_event (
	id BIGSERIAL NOT NULL,
	key VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	sku VARCHAR NOT NULL,
	product_id VARCHAR NOT NULL,
	body JSON NOT NULL,
	version BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	heard BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	CONSTRAINT shop_event_once UNIQUE (key)
);

CREATE INDEX ix_shop_event_name ON shop_event (name, at);

CREATE INDEX ix_shop_event_unheard ON shop_event (id) WHERE not heard;

CREATE TABLE shop_setting (
	name VARCHAR NOT NULL,
	value TEXT NOT NULL,
	by VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE status_log (
	id BIGSERIAL NOT NULL,
	provider_id VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	error_code INTEGER,
	entry_id BIGINT,
	at BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (provider_id, status)
);

CREATE INDEX ix_status_log_entry ON status_log (entry_id);

CREATE INDEX ix_status_log_parked ON status_log (provider_id) WHERE entry_id is null;

CREATE TABLE store_event (
	id BIGSERIAL NOT NULL,
	key VARCHAR NOT NULL,
	twin VARCHAR,
	platform VARCHAR NOT NULL,
	shop VARCHAR NOT NULL,
	topic VARCHAR NOT NULL,
	body TEXT NOT NULL,
	told_at BIGINT,
	received_at BIGINT NOT NULL,
	state INTEGER NOT NULL,
	due_at BIGINT NOT NULL,
	attempts INTEGER NOT NULL,
	error TEXT NOT NULL,
	done_at BIGINT,
	PRIMARY KEY (id),
	UNIQUE (key),
	UNIQUE (twin)
);

CREATE INDEX ix_store_event_done_at ON store_event (done_at);

CREATE INDEX ix_store_event_waiting ON store_event (due_at) WHERE state = 0;

CREATE TABLE tag (
	name VARCHAR(60) NOT NULL,
	colour VARCHAR NOT NULL,
	PRIMARY KEY (name)
);

CREATE TABLE team (
	id BIGSERIAL NOT NULL,
	name VARCHAR(80) NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (name)
);

CREATE TABLE template_variant (
	id BIGSERIAL NOT NULL,
	account VARCHAR NOT NULL,
	name VARCHAR NOT NULL,
	language VARCHAR NOT NULL,
	mark VARCHAR NOT NULL,
	sid VARCHAR NOT NULL,
	places TEXT NOT NULL,
	category VARCHAR NOT NULL,
	billed_as VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	reason TEXT NOT NULL,
	quality VARCHAR NOT NULL,
	paused_until BIGINT,
	doubt INTEGER,
	doubted_at BIGINT,
	checked_at BIGINT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (account, name, language, mark)
);

CREATE TABLE told_event (
	key VARCHAR(200) NOT NULL,
	topic VARCHAR NOT NULL,
	received_at BIGINT NOT NULL,
	PRIMARY KEY (key)
);

CREATE INDEX ix_told_event_received_at ON told_event (received_at);

CREATE TABLE agent (
	id BIGSERIAL NOT NULL,
	email VARCHAR(200) NOT NULL,
	name VARCHAR NOT NULL,
	role VARCHAR NOT NULL,
	password_hash VARCHAR NOT NULL,
	totp_secret VARCHAR NOT NULL,
	totp_on INTEGER NOT NULL,
	team_id BIGINT,
	languages TEXT NOT NULL,
	skills TEXT NOT NULL,
	most_chats INTEGER NOT NULL,
	is_away INTEGER NOT NULL,
	language VARCHAR NOT NULL,
	settings TEXT NOT NULL,
	created_at BIGINT NOT NULL,
	disabled_at BIGINT,
	PRIMARY KEY (id),
	UNIQUE (email),
	FOREIGN KEY(team_id) REFERENCES team (id)
);

CREATE TABLE agent_file (
	id BIGSERIAL NOT NULL,
	agent_id BIGINT NOT NULL,
	contact_id BIGINT,
	name VARCHAR NOT NULL,
	content_type VARCHAR NOT NULL,
	size BIGINT NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	status VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_agent_file_contact_id ON agent_file (contact_id);

CREATE INDEX ix_agent_file_erased ON agent_file (id) WHERE status = 'erased' and sha256 <> '';

CREATE INDEX ix_agent_file_sha256 ON agent_file (sha256);

CREATE TABLE bridge_thread (
	bridge VARCHAR NOT NULL,
	contact_id BIGINT NOT NULL,
	remote_id BIGINT NOT NULL,
	last_in BIGINT NOT NULL,
	handoff_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (bridge, contact_id),
	UNIQUE (bridge, remote_id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE TABLE cart (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	status VARCHAR NOT NULL,
	created_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	source VARCHAR DEFAULT '' NOT NULL,
	external_id VARCHAR,
	checkout VARCHAR,
	currency VARCHAR DEFAULT '' NOT NULL,
	total BIGINT DEFAULT '0' NOT NULL,
	url VARCHAR DEFAULT '' NOT NULL,
	told_mark VARCHAR DEFAULT '' NOT NULL,
	abandoned_at BIGINT,
	PRIMARY KEY (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_cart_checkout ON cart (source, checkout);

CREATE INDEX ix_cart_contact_id ON cart (contact_id);

CREATE UNIQUE INDEX ix_cart_external ON cart (source, external_id);

CREATE UNIQUE INDEX ix_cart_open ON cart (contact_id) WHERE status = 'open' and source = '';

CREATE INDEX ix_cart_till ON cart (changed_at) WHERE status = 'open' and checkout is not null and abandoned_at is null;

CREATE TABLE catalog_run (
	id BIGSERIAL NOT NULL,
	source VARCHAR NOT NULL,
	is_full BOOLEAN NOT NULL,
	state VARCHAR NOT NULL,
	started_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	cursor TEXT NOT NULL,
	done INTEGER NOT NULL,
	total INTEGER,
	added INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	gone INTEGER NOT NULL,
	same INTEGER NOT NULL,
	late INTEGER NOT NULL,
	refused INTEGER NOT NULL,
	unread INTEGER NOT NULL,
	refusals JSON NOT NULL,
	notes JSON NOT NULL,
	why TEXT NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(source) REFERENCES catalog_source (name) ON DELETE CASCADE
);

CREATE INDEX ix_catalog_run_source ON catalog_run (source);

CREATE TABLE consent (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	purpose VARCHAR NOT NULL,
	granted BOOLEAN NOT NULL,
	stage VARCHAR NOT NULL,
	source VARCHAR NOT NULL,
	words TEXT NOT NULL,
	wording TEXT NOT NULL,
	language VARCHAR NOT NULL,
	version VARCHAR NOT NULL,
	country VARCHAR NOT NULL,
	profile_name VARCHAR NOT NULL,
	address VARCHAR NOT NULL,
	message_id VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_consent_contact_id ON consent (contact_id);

CREATE TABLE contact_merge (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	gone_id BIGINT NOT NULL,
	reason VARCHAR NOT NULL,
	moved TEXT NOT NULL,
	at BIGINT NOT NULL,
	undone_at BIGINT,
	PRIMARY KEY (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id),
	FOREIGN KEY(gone_id) REFERENCES contact (id)
);

CREATE INDEX ix_contact_merge_contact_id ON contact_merge (contact_id);

CREATE INDEX ix_contact_merge_gone_id ON contact_merge (gone_id);

CREATE TABLE contact_tag (
	contact_id BIGINT NOT NULL,
	tag VARCHAR(60) NOT NULL,
	agent_id BIGINT,
	at BIGINT NOT NULL,
	PRIMARY KEY (contact_id, tag),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_contact_tag_tag ON contact_tag (tag);

CREATE TABLE conversation (
	contact_id BIGINT NOT NULL,
	version INTEGER NOT NULL,
	epoch INTEGER NOT NULL,
	owner VARCHAR NOT NULL,
	state TEXT NOT NULL,
	sender VARCHAR NOT NULL,
	address VARCHAR NOT NULL,
	windows TEXT NOT NULL,
	hold_until BIGINT,
	journeys INTEGER DEFAULT '0' NOT NULL,
	touched_at BIGINT,
	flow VARCHAR DEFAULT '' NOT NULL,
	PRIMARY KEY (contact_id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_conversation_flow ON conversation (flow, touched_at, contact_id) WHERE flow <> '';

CREATE INDEX ix_conversation_touched ON conversation (touched_at);

CREATE TABLE coupon (
	code VARCHAR NOT NULL,
	campaign_id VARCHAR NOT NULL,
	contact_id BIGINT NOT NULL,
	issued_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	redeemed_at BIGINT,
	redeemed_order VARCHAR,
	PRIMARY KEY (code),
	CONSTRAINT coupon_once_per_contact UNIQUE (campaign_id, contact_id),
	FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);

CREATE INDEX ix_coupon_contact_id ON coupon (contact_id);

CREATE INDEX ix_coupon_redeemed_order ON coupon (redeemed_order);

CREATE TABLE coupon_trace (
	hash VARCHAR NOT NULL,
	campaign_id VARCHAR NOT NULL,
	PRIMARY KEY (hash),
	FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);

CREATE INDEX ix_coupon_trace_campaign_id ON coupon_trace (campaign_id);

CREATE TABLE enrollment (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	journey VARCHAR NOT NULL,
	key VARCHAR NOT NULL,
	entry INTEGER NOT NULL,
	stage VARCHAR NOT NULL,
	step VARCHAR NOT NULL,
	pace INTEGER NOT NULL,
	waiting VARCHAR NOT NULL,
	until TEXT NOT NULL,
	wake_at BIGINT,
	context TEXT NOT NULL,
	held_out BOOLEAN NOT NULL,
	goal VARCHAR NOT NULL,
	reason TEXT NOT NULL,
	began_at BIGINT NOT NULL,
	ended_at BIGINT,
	PRIMARY KEY (id),
	UNIQUE (contact_id, journey, key, entry),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_enrollment_ended ON enrollment (ended_at) WHERE stage <> 'live' and context <> '{}';

CREATE UNIQUE INDEX ix_enrollment_live ON enrollment (contact_id, journey, key) WHERE stage = 'live';

CREATE INDEX ix_enrollment_step ON enrollment (journey, step) WHERE stage = 'live';

CREATE TABLE exposure (
	contact_id BIGINT NOT NULL,
	journey VARCHAR NOT NULL,
	key VARCHAR NOT NULL,
	entry INTEGER NOT NULL,
	split VARCHAR NOT NULL,
	arm VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (contact_id, journey, key, entry, split),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE TABLE handle (
	value VARCHAR(200) NOT NULL,
	kind VARCHAR NOT NULL,
	contact_id BIGINT NOT NULL,
	PRIMARY KEY (value),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_handle_contact_id ON handle (contact_id);

CREATE TABLE handoff (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	opened_at BIGINT NOT NULL,
	reason VARCHAR NOT NULL,
	words TEXT NOT NULL,
	priority INTEGER NOT NULL,
	team_id BIGINT,
	agent_id BIGINT,
	assigned_at BIGINT,
	taken_at BIGINT,
	waiting_since BIGINT,
	first_reply_at BIGINT,
	due_at BIGINT,
	breached_at BIGINT,
	escalated INTEGER NOT NULL,
	closed_at BIGINT,
	closed_by VARCHAR NOT NULL,
	outcome VARCHAR NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_handoff_agent ON handoff (agent_id) WHERE closed_at is null;

CREATE INDEX ix_handoff_contact ON handoff (contact_id, id);

CREATE UNIQUE INDEX ix_handoff_open ON handoff (contact_id) WHERE closed_at is null;

CREATE TABLE hook_delivery (
	id BIGSERIAL NOT NULL,
	hook_id BIGINT NOT NULL,
	event VARCHAR NOT NULL,
	contact_id BIGINT NOT NULL,
	subject VARCHAR NOT NULL,
	detail TEXT NOT NULL,
	at BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	status VARCHAR NOT NULL,
	attempts INTEGER NOT NULL,
	answer INTEGER,
	error TEXT NOT NULL,
	done_at BIGINT,
	PRIMARY KEY (id),
	UNIQUE (hook_id, event, subject),
	FOREIGN KEY(hook_id) REFERENCES hook (id) ON DELETE CASCADE
);

CREATE INDEX ix_hook_delivery_contact ON hook_delivery (contact_id);

CREATE INDEX ix_hook_delivery_due ON hook_delivery (due_at, id) WHERE status = 'waiting';

CREATE INDEX ix_hook_delivery_open ON hook_delivery (hook_id, contact_id) WHERE status = 'waiting';

CREATE TABLE inbound_media (
	id BIGSERIAL NOT NULL,
	message_id VARCHAR(64) NOT NULL,
	place INTEGER NOT NULL,
	contact_id BIGINT NOT NULL,
	url TEXT NOT NULL,
	declared_type TEXT NOT NULL,
	status VARCHAR NOT NULL,
	received_at BIGINT NOT NULL,
	due_at BIGINT NOT NULL,
	attempts INTEGER NOT NULL,
	first_tried_at BIGINT,
	reason TEXT NOT NULL,
	content_type VARCHAR NOT NULL,
	size BIGINT NOT NULL,
	sha256 VARCHAR(64) NOT NULL,
	settled_at BIGINT,
	PRIMARY KEY (id),
	UNIQUE (message_id, place),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_inbound_media_contact_id ON inbound_media (contact_id);

CREATE INDEX ix_inbound_media_erased ON inbound_media (id) WHERE status = 'erased' and sha256 <> '';

CREATE INDEX ix_inbound_media_failed ON inbound_media (id) WHERE status = 'failed';

CREATE INDEX ix_inbound_media_sha256 ON inbound_media (sha256);

CREATE INDEX ix_inbound_media_waiting ON inbound_media (due_at) WHERE status = 'waiting';

CREATE TABLE inbox_event (
	id BIGSERIAL NOT NULL,
	key VARCHAR(200) NOT NULL,
	kind VARCHAR NOT NULL,
	contact_id BIGINT NOT NULL,
	sender VARCHAR NOT NULL,
	address VARCHAR NOT NULL,
	body TEXT NOT NULL,
	received_at BIGINT NOT NULL,
	state INTEGER NOT NULL,
	attempts INTEGER NOT NULL,
	error TEXT NOT NULL,
	done_at BIGINT,
	PRIMARY KEY (id),
	UNIQUE (key),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_inbox_event_failed ON inbox_event (id) WHERE state = 2;

CREATE INDEX ix_inbox_event_said ON inbox_event (contact_id, received_at, id) WHERE kind = 'message';

CREATE INDEX ix_inbox_event_waiting ON inbox_event (contact_id, id) WHERE state = 0;

CREATE TABLE journey_fetch (
	key VARCHAR NOT NULL,
	contact_id BIGINT NOT NULL,
	enrollment VARCHAR NOT NULL,
	token VARCHAR NOT NULL,
	url TEXT NOT NULL,
	method VARCHAR NOT NULL,
	body TEXT NOT NULL,
	due_at BIGINT NOT NULL,
	ends_at BIGINT NOT NULL,
	done_at BIGINT,
	error TEXT NOT NULL,
	PRIMARY KEY (key),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_journey_fetch_waiting ON journey_fetch (due_at) WHERE done_at is null;

CREATE TABLE journey_step (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	journey VARCHAR NOT NULL,
	key VARCHAR NOT NULL,
	entry INTEGER NOT NULL,
	step VARCHAR NOT NULL,
	visit INTEGER NOT NULL,
	due_at BIGINT NOT NULL,
	outcome VARCHAR NOT NULL,
	reason TEXT NOT NULL,
	until BIGINT,
	outbox_key VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (contact_id, journey, key, entry, step, visit),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_journey_step_outbox ON journey_step (outbox_key);

CREATE TABLE lead (
	key VARCHAR NOT NULL,
	contact_id BIGINT NOT NULL,
	flow VARCHAR NOT NULL,
	answers TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (key),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_lead_contact_flow ON lead (contact_id, flow);

CREATE TABLE link_click (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	purpose VARCHAR NOT NULL,
	thing VARCHAR NOT NULL,
	door VARCHAR NOT NULL,
	ref VARCHAR NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_link_click_at ON link_click (at);

CREATE INDEX ix_link_click_contact_at ON link_click (contact_id, at);

CREATE INDEX ix_link_click_ref ON link_click (ref);

CREATE TABLE note (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	agent_id BIGINT NOT NULL,
	text TEXT NOT NULL,
	mentions TEXT NOT NULL,
	at BIGINT NOT NULL,
	edited_at BIGINT,
	PRIMARY KEY (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_note_contact ON note (contact_id, id);

CREATE TABLE outbox (
	id BIGSERIAL NOT NULL,
	key VARCHAR(300) NOT NULL,
	contact_id BIGINT NOT NULL,
	sender VARCHAR NOT NULL,
	to_handle VARCHAR NOT NULL,
	content TEXT NOT NULL,
	media INTEGER NOT NULL,
	epoch INTEGER NOT NULL,
	kind VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	reason TEXT NOT NULL,
	error_code INTEGER,
	provider_id VARCHAR NOT NULL,
	attempts INTEGER NOT NULL,
	due_at BIGINT NOT NULL,
	expires_at BIGINT,
	lease_until BIGINT,
	tried_at BIGINT,
	attempted_at BIGINT,
	accepted_at BIGINT,
	created_at BIGINT NOT NULL,
	updated_at BIGINT NOT NULL,
	event_id BIGINT,
	template VARCHAR DEFAULT '' NOT NULL,
	variant_id BIGINT,
	billed_as VARCHAR DEFAULT '' NOT NULL,
	price BIGINT,
	price_currency VARCHAR DEFAULT '' NOT NULL,
	held INTEGER DEFAULT '0' NOT NULL,
	category VARCHAR DEFAULT '' NOT NULL,
	facts TEXT DEFAULT '[]' NOT NULL,
	policy TEXT DEFAULT '{}' NOT NULL,
	agent_id BIGINT,
	note TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (key),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_outbox_contact ON outbox (contact_id, created_at, id);

CREATE INDEX ix_outbox_due ON outbox (due_at, id) WHERE status = 'waiting';

CREATE INDEX ix_outbox_held ON outbox (template) WHERE status = 'waiting' and held = 1;

CREATE INDEX ix_outbox_lease ON outbox (lease_until) WHERE status = 'sending';

CREATE INDEX ix_outbox_media ON outbox (contact_id, sender) WHERE status = 'accepted' and media = 1;

CREATE INDEX ix_outbox_open ON outbox (contact_id, sender, id) WHERE status in ('waiting', 'sending', 'unknown');

CREATE INDEX ix_outbox_provider ON outbox (provider_id) WHERE provider_id <> '';

CREATE INDEX ix_outbox_unknown ON outbox (due_at) WHERE status = 'unknown';

CREATE TABLE pool_code (
	folded VARCHAR NOT NULL,
	code VARCHAR NOT NULL,
	campaign_id VARCHAR NOT NULL,
	place INTEGER NOT NULL,
	taken_at BIGINT,
	PRIMARY KEY (folded),
	FOREIGN KEY(campaign_id) REFERENCES campaign (id)
);

CREATE INDEX ix_pool_code_campaign ON pool_code (campaign_id);

CREATE INDEX ix_pool_code_free ON pool_code (campaign_id, place) WHERE taken_at is null;

CREATE TABLE product_text (
	product_id VARCHAR NOT NULL,
	language VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	tagline VARCHAR NOT NULL,
	description VARCHAR NOT NULL,
	material VARCHAR DEFAULT '' NOT NULL,
	usage VARCHAR DEFAULT '' NOT NULL,
	PRIMARY KEY (product_id, language),
	FOREIGN KEY(product_id) REFERENCES product (id) ON DELETE CASCADE
);

CREATE TABLE product_view (
	contact_id BIGINT NOT NULL,
	product_id VARCHAR NOT NULL,
	seen_at BIGINT NOT NULL,
	counted BOOLEAN NOT NULL,
	PRIMARY KEY (contact_id, product_id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_product_view_uncounted ON product_view (contact_id) WHERE not counted;

CREATE TABLE profile_answer (
	contact_id BIGINT NOT NULL,
	name VARCHAR NOT NULL,
	value TEXT NOT NULL,
	source VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (contact_id, name),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE TABLE read_mark (
	contact_id BIGINT NOT NULL,
	inbox_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	agent_id BIGINT NOT NULL,
	PRIMARY KEY (contact_id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE TABLE restock_wish (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	sku VARCHAR NOT NULL,
	product_id VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	status VARCHAR NOT NULL,
	told_at BIGINT,
	called_at BIGINT,
	PRIMARY KEY (id),
	CONSTRAINT restock_wish_once UNIQUE (contact_id, sku),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_restock_wish_waiting ON restock_wish (sku, at) WHERE status = 'waiting';

CREATE TABLE review (
	id VARCHAR NOT NULL,
	product_id VARCHAR NOT NULL,
	rating INTEGER NOT NULL,
	author VARCHAR NOT NULL,
	text TEXT NOT NULL,
	language VARCHAR NOT NULL,
	verified BOOLEAN NOT NULL,
	written_at TIMESTAMP WITH TIME ZONE NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(product_id) REFERENCES product (id) ON DELETE CASCADE
);

CREATE INDEX ix_review_product_id ON review (product_id);

CREATE TABLE search_intent (
	id BIGSERIAL NOT NULL,
	subject VARCHAR NOT NULL,
	contact_id BIGINT,
	words VARCHAR NOT NULL,
	query VARCHAR NOT NULL,
	category VARCHAR NOT NULL,
	place VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	offered_at BIGINT,
	PRIMARY KEY (id),
	UNIQUE (subject, words),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_search_intent_at ON search_intent (at);

CREATE INDEX ix_search_intent_contact_id ON search_intent (contact_id);

CREATE TABLE snooze (
	contact_id BIGINT NOT NULL,
	until BIGINT NOT NULL,
	agent_id BIGINT NOT NULL,
	note TEXT NOT NULL,
	PRIMARY KEY (contact_id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE TABLE suppression (
	hash VARCHAR NOT NULL,
	contact_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (hash),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_suppression_contact_id ON suppression (contact_id);

CREATE TABLE template_change (
	id BIGSERIAL NOT NULL,
	variant_id BIGINT NOT NULL,
	what VARCHAR NOT NULL,
	before VARCHAR NOT NULL,
	after VARCHAR NOT NULL,
	reason TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(variant_id) REFERENCES template_variant (id)
);

CREATE INDEX ix_template_change_variant ON template_change (variant_id, id);

CREATE TABLE thread_line (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	what VARCHAR NOT NULL,
	agent_id BIGINT,
	detail TEXT NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_thread_line_contact ON thread_line (contact_id, id);

CREATE TABLE timer (
	id BIGSERIAL NOT NULL,
	contact_id BIGINT NOT NULL,
	name VARCHAR NOT NULL,
	token VARCHAR NOT NULL,
	due_at BIGINT NOT NULL,
	data TEXT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (contact_id, name),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_timer_due_at ON timer (due_at);

CREATE TABLE touch (
	key VARCHAR NOT NULL,
	contact_id BIGINT NOT NULL,
	at BIGINT NOT NULL,
	kind VARCHAR NOT NULL,
	door VARCHAR NOT NULL,
	code VARCHAR NOT NULL,
	page VARCHAR NOT NULL,
	sku VARCHAR NOT NULL,
	source_id VARCHAR NOT NULL,
	source_type VARCHAR NOT NULL,
	click_id VARCHAR NOT NULL,
	source_url VARCHAR NOT NULL,
	headline TEXT NOT NULL,
	body TEXT NOT NULL,
	media TEXT NOT NULL,
	raw TEXT NOT NULL,
	PRIMARY KEY (key),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_touch_ad ON touch (source_id, contact_id) WHERE source_id <> '';

CREATE INDEX ix_touch_at ON touch (at);

CREATE INDEX ix_touch_contact_at ON touch (contact_id, at);

CREATE INDEX ix_touch_door ON touch (door, contact_id) WHERE door <> '';

CREATE TABLE unanswered (
	id BIGSERIAL NOT NULL,
	event_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	text TEXT NOT NULL,
	language VARCHAR NOT NULL,
	flow VARCHAR NOT NULL,
	reason VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	answer_id BIGINT,
	PRIMARY KEY (id),
	UNIQUE (event_id),
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_unanswered_contact ON unanswered (contact_id);

CREATE INDEX ix_unanswered_open ON unanswered (answer_id, id);

CREATE TABLE variant (
	sku VARCHAR NOT NULL,
	product_id VARCHAR NOT NULL,
	options JSON NOT NULL,
	position INTEGER NOT NULL,
	media JSON DEFAULT '[]' NOT NULL,
	swatch VARCHAR DEFAULT '' NOT NULL,
	measure JSON DEFAULT '{}' NOT NULL,
	external_id VARCHAR DEFAULT '' NOT NULL,
	shop_sku VARCHAR DEFAULT '' NOT NULL,
	gtin VARCHAR DEFAULT '' NOT NULL,
	inventory_id VARCHAR DEFAULT '' NOT NULL,
	gone_at TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (sku),
	FOREIGN KEY(product_id) REFERENCES product (id) ON DELETE CASCADE
);

CREATE INDEX ix_variant_external_id ON variant (external_id);

CREATE INDEX ix_variant_inventory_id ON variant (inventory_id);

CREATE INDEX ix_variant_product_id ON variant (product_id);

CREATE TABLE api_token (
	id BIGSERIAL NOT NULL,
	name VARCHAR NOT NULL,
	token_hash VARCHAR NOT NULL,
	agent_id BIGINT NOT NULL,
	role VARCHAR NOT NULL,
	created_at BIGINT NOT NULL,
	last_used_at BIGINT,
	revoked_at BIGINT,
	PRIMARY KEY (id),
	UNIQUE (token_hash),
	FOREIGN KEY(agent_id) REFERENCES agent (id)
);

CREATE TABLE cart_line (
	cart_id BIGINT NOT NULL,
	sku VARCHAR NOT NULL,
	quantity INTEGER NOT NULL,
	price BIGINT NOT NULL,
	currency VARCHAR(3) NOT NULL,
	added_at BIGINT NOT NULL,
	changed_at BIGINT NOT NULL,
	title VARCHAR DEFAULT '' NOT NULL,
	PRIMARY KEY (cart_id, sku),
	FOREIGN KEY(cart_id) REFERENCES cart (id) ON DELETE CASCADE
);

CREATE TABLE catalog_seen (
	run_id BIGINT NOT NULL,
	external_id VARCHAR NOT NULL,
	PRIMARY KEY (run_id, external_id),
	FOREIGN KEY(run_id) REFERENCES catalog_run (id) ON DELETE CASCADE
);

CREATE TABLE offer (
	sku VARCHAR NOT NULL,
	price BIGINT,
	sale_price BIGINT,
	currency VARCHAR(3) NOT NULL,
	stock INTEGER,
	as_of TIMESTAMP WITH TIME ZONE NOT NULL,
	availability VARCHAR DEFAULT '' NOT NULL,
	sale_from TIMESTAMP WITH TIME ZONE,
	sale_until TIMESTAMP WITH TIME ZONE,
	PRIMARY KEY (sku),
	FOREIGN KEY(sku) REFERENCES variant (sku) ON DELETE CASCADE
);

CREATE TABLE shop_order (
	id BIGSERIAL NOT NULL,
	number VARCHAR(40) NOT NULL,
	contact_id BIGINT NOT NULL,
	cart_id BIGINT,
	status VARCHAR NOT NULL,
	currency VARCHAR(3) NOT NULL,
	subtotal BIGINT NOT NULL,
	discount BIGINT NOT NULL,
	shipping BIGINT NOT NULL,
	total BIGINT NOT NULL,
	coupon VARCHAR NOT NULL,
	payment VARCHAR NOT NULL,
	placed_at BIGINT NOT NULL,
	expected_at BIGINT,
	delivered_at BIGINT,
	source VARCHAR DEFAULT '' NOT NULL,
	external_id VARCHAR,
	is_placed INTEGER DEFAULT '1' NOT NULL,
	payment_state VARCHAR DEFAULT '' NOT NULL,
	fulfilment_state VARCHAR DEFAULT '' NOT NULL,
	refunded BIGINT DEFAULT '0' NOT NULL,
	country VARCHAR DEFAULT '' NOT NULL,
	paid_at BIGINT,
	cancelled_at BIGINT,
	cart_token VARCHAR,
	checkout_token VARCHAR,
	changed_at BIGINT,
	told_mark VARCHAR DEFAULT '' NOT NULL,
	payment_at BIGINT,
	PRIMARY KEY (id),
	FOREIGN KEY(contact_id) REFERENCES contact (id),
	UNIQUE (cart_id),
	FOREIGN KEY(cart_id) REFERENCES cart (id)
);

CREATE INDEX ix_shop_order_cart ON shop_order (source, cart_token);

CREATE INDEX ix_shop_order_checkout ON shop_order (source, checkout_token);

CREATE INDEX ix_shop_order_contact_id ON shop_order (contact_id);

CREATE UNIQUE INDEX ix_shop_order_external ON shop_order (source, external_id);

CREATE UNIQUE INDEX ix_shop_order_number ON shop_order (source, number) WHERE source = '';

CREATE TABLE sign_in (
	id_hash VARCHAR NOT NULL,
	agent_id BIGINT NOT NULL,
	created_at BIGINT NOT NULL,
	seen_at BIGINT NOT NULL,
	expires_at BIGINT NOT NULL,
	user_agent VARCHAR NOT NULL,
	ended_at BIGINT,
	PRIMARY KEY (id_hash),
	FOREIGN KEY(agent_id) REFERENCES agent (id)
);

CREATE INDEX ix_sign_in_agent_id ON sign_in (agent_id);

CREATE TABLE counted_order (
	order_id BIGINT NOT NULL,
	PRIMARY KEY (order_id),
	FOREIGN KEY(order_id) REFERENCES shop_order (id) ON DELETE CASCADE
);

CREATE TABLE order_answer (
	order_id BIGINT NOT NULL,
	answer VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (order_id),
	FOREIGN KEY(order_id) REFERENCES shop_order (id) ON DELETE CASCADE
);

CREATE TABLE order_line (
	id BIGSERIAL NOT NULL,
	order_id BIGINT NOT NULL,
	sku VARCHAR NOT NULL,
	title VARCHAR NOT NULL,
	quantity INTEGER NOT NULL,
	price BIGINT NOT NULL,
	final_sale BOOLEAN NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (order_id, sku),
	FOREIGN KEY(order_id) REFERENCES shop_order (id) ON DELETE CASCADE
);

CREATE TABLE order_refund (
	source VARCHAR NOT NULL,
	external_id VARCHAR NOT NULL,
	order_id BIGINT NOT NULL,
	amount BIGINT NOT NULL,
	currency VARCHAR(3) NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (source, external_id),
	FOREIGN KEY(order_id) REFERENCES shop_order (id) ON DELETE CASCADE
);

CREATE INDEX ix_order_refund_order_id ON order_refund (order_id);

CREATE TABLE shipment (
	id BIGSERIAL NOT NULL,
	order_id BIGINT NOT NULL,
	carrier VARCHAR NOT NULL,
	tracking_number VARCHAR NOT NULL,
	tracking_url VARCHAR NOT NULL,
	source VARCHAR DEFAULT '' NOT NULL,
	external_id VARCHAR,
	is_cancelled INTEGER DEFAULT '0' NOT NULL,
	changed_at BIGINT,
	told_mark VARCHAR DEFAULT '' NOT NULL,
	PRIMARY KEY (id),
	FOREIGN KEY(order_id) REFERENCES shop_order (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX ix_shipment_external ON shipment (source, external_id);

CREATE INDEX ix_shipment_order_id ON shipment (order_id);

CREATE TABLE return_request (
	number VARCHAR NOT NULL,
	line_id BIGINT NOT NULL,
	contact_id BIGINT NOT NULL,
	reason VARCHAR NOT NULL,
	way VARCHAR NOT NULL,
	status VARCHAR NOT NULL,
	requested_at BIGINT NOT NULL,
	PRIMARY KEY (number),
	UNIQUE (line_id),
	FOREIGN KEY(line_id) REFERENCES order_line (id) ON DELETE CASCADE,
	FOREIGN KEY(contact_id) REFERENCES contact (id)
);

CREATE INDEX ix_return_request_contact_id ON return_request (contact_id);

CREATE TABLE shipment_event (
	id BIGSERIAL NOT NULL,
	shipment_id BIGINT NOT NULL,
	stage VARCHAR NOT NULL,
	place VARCHAR NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (id),
	UNIQUE (shipment_id, stage, at, place),
	FOREIGN KEY(shipment_id) REFERENCES shipment (id) ON DELETE CASCADE
);

CREATE TABLE shipment_number (
	number VARCHAR NOT NULL,
	shipment_id BIGINT NOT NULL,
	PRIMARY KEY (number, shipment_id),
	FOREIGN KEY(shipment_id) REFERENCES shipment (id) ON DELETE CASCADE
);

