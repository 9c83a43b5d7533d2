-- Programs list the users of an account by id.

CREATE INDEX users_by_account ON users (account_id, id);
