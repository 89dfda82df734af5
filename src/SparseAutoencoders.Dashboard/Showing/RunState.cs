namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>How a run stands.</summary>
public enum RunState
{
    /// <summary>Nothing has been written yet.</summary>
    Waiting,

    /// <summary>A process is at work in its folder.</summary>
    Running,

    /// <summary>The model is there.</summary>
    Finished,

    /// <summary>No process is at work in its folder, and there is no model.</summary>
    Stopped,
}
