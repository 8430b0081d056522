-- Who was last given the right to write a study, and in which of his transactions he last wrote,
-- where a server has studies: one whose connection was cut asks what became of the last one.

ALTER TABLE study ADD COLUMN pen VARCHAR;
