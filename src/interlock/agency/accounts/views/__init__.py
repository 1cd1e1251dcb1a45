"""Pages of one's account, of members and of invitations. Signing in itself is allauth's."""
