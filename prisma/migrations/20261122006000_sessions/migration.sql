-- Sessions of people who signed in, in the shape that connect-pg-simple reads and writes, and secrets of the service.

-- CreateTable
CREATE TABLE "web_session" (
    "sid" TEXT NOT NULL,
    "sess" JSONB NOT NULL,
    "expire" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "web_session_pkey" PRIMARY KEY ("sid")
);

-- CreateTable
CREATE TABLE "service_secret" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "service_secret_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "web_session_expire_idx" ON "web_session"("expire");
