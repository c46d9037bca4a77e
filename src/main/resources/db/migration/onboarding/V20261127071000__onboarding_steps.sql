-- Two steps more: what the assistant should know, and within which limits it works. Short lock; every row stays valid.
alter table onboarding
    drop constraint onboarding_skipped_check,
    add constraint onboarding_skipped_check check (skipped <@ '{company,knowledge,answers,channel,team,limits}');
