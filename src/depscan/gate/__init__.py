"""What a project tolerates: settings and the policy that turns assessments into findings."""
