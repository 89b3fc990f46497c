DROP INDEX "votes_user_id";--> statement-breakpoint
CREATE INDEX "activities_actor_id" ON "activities" USING btree ("actor_id","id");--> statement-breakpoint
CREATE INDEX "votes_user_id_poll_id" ON "votes" USING btree ("user_id","poll_id");