namespace SparseAutoencoders;

/// <summary>Work in numbered tasks that do not depend on each other.</summary>
public interface IParallelBody
{
    /// <summary>Does one task. Called on any thread, and with several tasks at the same time.</summary>
    /// <param name="task">Which one, from 0.</param>
    void Invoke(int task);
}
