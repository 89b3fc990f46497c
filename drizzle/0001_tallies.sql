-- The tallies keep themselves: every choice gets one at zero, and every change of the votes, by
-- whomever and however many at once, changes them in the same transaction. Tallies are touched in
-- the order of their keys, so that two transactions never wait for each other in a circle.
CREATE FUNCTION "begin_tallies"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO "tallies" ("poll_id", "choice_id", "votes")
		SELECT "poll_id", "id", 0 FROM added ORDER BY "poll_id", "id";
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "choices_begin_tallies" AFTER INSERT ON "choices"
	REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION "begin_tallies"();
--> statement-breakpoint
CREATE FUNCTION "tally_votes"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	change record;
BEGIN
	IF TG_OP = 'INSERT' THEN
		FOR change IN
			SELECT "poll_id", "choice_id", count(*) AS "votes" FROM added GROUP BY 1, 2 ORDER BY 1, 2
		LOOP
			UPDATE "tallies" SET "votes" = "tallies"."votes" + change."votes"
				WHERE "poll_id" = change."poll_id" AND "choice_id" = change."choice_id";
		END LOOP;
	ELSIF TG_OP = 'DELETE' THEN
		FOR change IN
			SELECT "poll_id", "choice_id", count(*) AS "votes" FROM removed GROUP BY 1, 2 ORDER BY 1, 2
		LOOP
			UPDATE "tallies" SET "votes" = "tallies"."votes" - change."votes"
				WHERE "poll_id" = change."poll_id" AND "choice_id" = change."choice_id";
		END LOOP;
	ELSE
		FOR change IN
			SELECT "poll_id", "choice_id", sum("vote") AS "votes" FROM (
				SELECT "poll_id", "choice_id", 1 AS "vote" FROM added
				UNION ALL
				SELECT "poll_id", "choice_id", -1 FROM removed
			) AS "changed" GROUP BY 1, 2 HAVING sum("vote") <> 0 ORDER BY 1, 2
		LOOP
			UPDATE "tallies" SET "votes" = "tallies"."votes" + change."votes"
				WHERE "poll_id" = change."poll_id" AND "choice_id" = change."choice_id";
		END LOOP;
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "votes_are_tallied_when_cast" AFTER INSERT ON "votes"
	REFERENCING NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION "tally_votes"();
--> statement-breakpoint
CREATE TRIGGER "votes_are_tallied_when_changed" AFTER UPDATE ON "votes"
	REFERENCING OLD TABLE AS removed NEW TABLE AS added
	FOR EACH STATEMENT EXECUTE FUNCTION "tally_votes"();
--> statement-breakpoint
CREATE TRIGGER "votes_are_tallied_when_withdrawn" AFTER DELETE ON "votes"
	REFERENCING OLD TABLE AS removed
	FOR EACH STATEMENT EXECUTE FUNCTION "tally_votes"();
