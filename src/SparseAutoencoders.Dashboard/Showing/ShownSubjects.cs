namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>All that the pages show: a subject and, for comparison, another on the same rows.</summary>
/// <param name="First">What most pages show.</param>
/// <param name="Second">What it is compared with, or null.</param>
public sealed record ShownSubjects(Subject First, Subject? Second = null);
