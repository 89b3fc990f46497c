-- From the first vote on a poll's question and choices stand still, whoever would change them, so
-- that nobody's vote changes its meaning. Locking the poll makes an edit and a vote, which locks it
-- too, come one after the other. Choices that go with their whole poll may go.
CREATE FUNCTION "refuse_frozen"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	poll bigint;
BEGIN
	IF TG_TABLE_NAME = 'polls' THEN
		poll := NEW."id";
	ELSIF TG_OP = 'INSERT' THEN
		poll := NEW."poll_id";
	ELSE
		poll := OLD."poll_id";
	END IF;
	PERFORM FROM "polls" WHERE "id" = poll FOR UPDATE;
	IF FOUND AND EXISTS (SELECT FROM "votes" WHERE "poll_id" = poll) THEN
		RAISE EXCEPTION 'Poll % has votes, so its question and choices are frozen', poll
			USING ERRCODE = 'check_violation', CONSTRAINT = 'polls_frozen_by_votes';
	END IF;
	RETURN COALESCE(NEW, OLD);
END
$$;
--> statement-breakpoint
CREATE TRIGGER "polls_frozen_by_votes" BEFORE UPDATE OF "question" ON "polls"
	FOR EACH ROW WHEN (NEW."question" IS DISTINCT FROM OLD."question")
	EXECUTE FUNCTION "refuse_frozen"();
--> statement-breakpoint
CREATE TRIGGER "choices_frozen_by_votes" BEFORE INSERT OR UPDATE OR DELETE ON "choices"
	FOR EACH ROW EXECUTE FUNCTION "refuse_frozen"();
