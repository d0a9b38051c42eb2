"""Service to enterprises: requests, officers and their firms, visits, common causes."""
