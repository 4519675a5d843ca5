"""The shared package of the course *CRM, Put to the Test*."""
