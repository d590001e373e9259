LISTEN webhooks;
